// The map of addresses: clusters that open, doors that say what they are. Everything it asks for comes from this
// installation, or from the base map that the office set. Without WebGL the drawing stays as it was.
const frame = document.querySelector("[data-map]");
const theme = matchMedia("(prefers-color-scheme: dark)");

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function tiles(state) {
  return [new URL(frame.dataset.root, location).href + `tiles/{z}/{x}/{y}.mvt?state=${encodeURIComponent(state)}&datum=${frame.dataset.datum}`];
}

// Ten thousand is the unit in which Chinese counts: 12,345 is 1.2万, in English 12k.
const inThousands = ["round", ["/", ["get", "n"], 1000]];
const COUNT = ["case", ["<", ["get", "n"], 10000], ["to-string", ["get", "n"]],
  document.documentElement.lang.startsWith("zh") ? ["concat", ["to-string", ["/", inThousands, 10]], "万"] : ["concat", ["to-string", inThousands], "k"]];

function layers() {
  const ink = token("--ink"), sheet = token("--sheet"), font = ["sans-serif"];
  const halo = { "text-color": ink, "text-halo-color": sheet, "text-halo-width": 1.6 };
  const byPlate = (installed, ordered, missing, other) =>
    ["match", ["get", "plate"], "installed", installed, "ordered", ordered, "missing", missing, other];
  const named = (digits, from, to, size) => ({
    id: `names-${digits}`, type: "symbol", source: "names", minzoom: from, maxzoom: to,
    filter: ["==", ["get", "digits"], digits],
    layout: { "text-field": ["get", "name"], "text-font": font, "text-size": size, "symbol-sort-key": ["-", ["get", "n"]] },
    paint: { ...halo, "text-color": token("--ink-2") },
  });
  return [
    { id: "ground", type: "background", paint: { "background-color": token("--paper") } },
    ...(frame.dataset.base ? [{ id: "base", type: "raster", source: "base", paint: { "raster-opacity": theme.matches ? 0.6 : 1 } }] : []),
    {
      id: "many", type: "circle", source: "addresses", "source-layer": "addresses", filter: [">", ["get", "n"], 1],
      paint: {
        "circle-color": sheet, "circle-stroke-color": token("--ink-2"), "circle-stroke-width": 1.5,
        "circle-radius": ["step", ["get", "n"], 11, 10, 13, 100, 16, 1000, 19, 10000, 22],
      },
    },
    {
      id: "one", type: "circle", source: "addresses", "source-layer": "addresses", filter: ["==", ["get", "n"], 1],
      paint: {
        "circle-color": byPlate(token("--green"), token("--yellow"), sheet, token("--ink-3")),
        "circle-stroke-color": byPlate(token("--green"), token("--ink-2"), token("--ochre"), token("--ink-3")),
        "circle-stroke-width": byPlate(1, 1.5, 3, 1), "circle-radius": 5.5,
      },
    },
    {
      id: "streets", type: "symbol", source: "addresses", "source-layer": "streets",
      layout: { "text-field": ["get", "name"], "text-font": font, "text-size": 13, "symbol-sort-key": ["-", ["get", "n"]] },
      paint: { ...halo, "text-color": token("--indigo") },
    },
    named(9, 0, 12, 15), named(12, 11, 15, 13),
    {
      id: "counts", type: "symbol", source: "addresses", "source-layer": "addresses", filter: [">", ["get", "n"], 1],
      layout: { "text-field": COUNT,
        "text-font": font, "text-size": 11, "text-allow-overlap": true, "text-padding": 12 },
      paint: { "text-color": ink },
    },
  ];
}

function style(state) {
  const sources = {
    addresses: { type: "vector", tiles: tiles(state), maxzoom: Number(frame.dataset.nearest) },
    names: { type: "geojson", data: new URL(frame.dataset.root, location).href + `names/?datum=${frame.dataset.datum}` },
  };
  if (frame.dataset.base) {
    const base = frame.dataset.base.startsWith("/") ? location.origin + frame.dataset.base : frame.dataset.base;
    sources.base = { type: "raster", tiles: [base], tileSize: 256, maxzoom: Number(frame.dataset.baseNearest),
      attribution: frame.dataset.attribution };
  }
  return { version: 8, transition: { duration: 0 }, sources, layers: layers() };
}

async function list(feature, state) {
  const here = document.querySelector(".here");
  const asked = new URLSearchParams({ cell: feature.properties.cell, level: feature.properties.level, state });
  const answer = await fetch(`${frame.dataset.root}here/?${asked}`, { headers: { "HX-Request": "true" } });
  if (answer.headers.get("HX-Redirect")) { location.assign(answer.headers.get("HX-Redirect")); return; }
  here.innerHTML = answer.ok ? await answer.text() : "";
  here.hidden = false;
}

// A point for an address: as this map shows it, so with the datum of this map; the form converts it.
function mark(map, at) {
  const here = document.querySelector(".here"), said = frame.dataset, [x, y] = [at.lng.toFixed(7), at.lat.toFixed(7)];
  const point = { type: "Feature", geometry: { type: "Point", coordinates: [at.lng, at.lat] } };
  if (map.getSource("chosen")) map.getSource("chosen").setData(point);
  else {
    map.addSource("chosen", { type: "geojson", data: point });
    map.addLayer({ id: "chosen", type: "circle", source: "chosen",
      paint: { "circle-radius": 9, "circle-opacity": 0, "circle-stroke-color": token("--indigo"), "circle-stroke-width": 3 } });
  }
  const words = document.createElement("p"), use = document.createElement("a");
  words.textContent = `${x}, ${y} (${said.datum === "gcj02" ? "GCJ-02" : "CGCS2000"}) `;
  use.className = "button button--primary";
  use.href = `${said.locate}&longitude=${x}&latitude=${y}&datum=${said.datum}&geometry_kind=interpolated`;
  use.textContent = said.saidUse;
  words.append(use);
  here.replaceChildren(words);
  here.hidden = false;
}

async function start() {
  const said = frame.dataset, select = document.getElementById("state");
  const { Map, NavigationControl, ScaleControl, AttributionControl, setWorkerUrl } = await import(said.engine);
  setWorkerUrl(new URL(said.worker, location).href);
  const [west, south, east, north] = said.box.split(",").map(Number);
  for (const one of document.querySelectorAll("[data-map], .map-only")) one.hidden = false;
  const first = select.value;
  let map;
  try {
    map = new Map({
      container: frame.querySelector(".map__canvas"), style: style(first), bounds: [[west, south], [east, north]],
      fitBoundsOptions: { padding: 48, maxZoom: 17 }, minZoom: 3, maxZoom: 20, attributionControl: false,
      dragRotate: false, pitchWithRotate: false, touchPitch: false, localIdeographFontFamily: token("--sans-han"),
      locale: { "Map.Title": said.saidTitle, "NavigationControl.ZoomIn": said.saidIn, "NavigationControl.ZoomOut": said.saidOut,
        "AttributionControl.ToggleAttribution": said.saidAttribution },
    });
  } catch (error) {
    for (const one of document.querySelectorAll("[data-map], .map-only")) one.hidden = true;
    const words = document.createElement("p");
    words.className = "note";
    words.textContent = said.saidFailed;
    frame.after(words);
    return;
  }
  document.querySelector("[data-without-map]")?.setAttribute("hidden", "");
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl({ unit: "metric" }), "bottom-left");
  if (said.attribution) map.addControl(new AttributionControl({ compact: false }));
  const nearest = Number(said.nearest);
  const addresses = () => map.getSource("addresses"); // not there before the style stands
  // By mouse what is under it, by key what is nearest to the middle.
  const choose = (at, reach) => {
    const box = [[at.x - reach, at.y - reach], [at.x + reach, at.y + reach]];
    const away = one => { const p = map.project(one.geometry.coordinates); return (p.x - at.x) ** 2 + (p.y - at.y) ** 2; };
    const [one] = map.queryRenderedFeatures(box, { layers: ["many", "one"] }).sort((a, b) => away(a) - away(b));
    if (!one) return;
    if (one.properties.n > 1 && map.getZoom() < nearest) map.easeTo({ center: one.geometry.coordinates, zoom: Math.min(Math.floor(map.getZoom()) + 2, nearest) });
    else if (one.properties.level >= 16) list(one, select.value);
    else map.easeTo({ center: one.geometry.coordinates, zoom: nearest - 2 });
  };
  const show = () => addresses()?.setTiles(tiles(select.value));
  map.once("style.load", () => { if (select.value !== first) show(); });
  map.on("click", event => {
    if (!addresses()) return;
    if (said.locate) mark(map, event.lngLat);
    else choose(event.point, 14);
  });
  for (const layer of ["many", "one"]) {
    map.on("mouseenter", layer, () => { map.getCanvas().style.cursor = "pointer"; });
    map.on("mouseleave", layer, () => { map.getCanvas().style.cursor = ""; });
  }
  map.getCanvas().addEventListener("keydown", event => {
    if (event.key !== "Enter" || !addresses()) return;
    if (said.locate) mark(map, map.getCenter());
    else choose(map.project(map.getCenter()), map.getCanvas().clientWidth);
  });
  select.addEventListener("change", show);
  theme.addEventListener("change", () => map.setStyle(style(select.value)));
  map.on("idle", () => { frame.dataset.drawn = map.queryRenderedFeatures({ layers: ["many", "one"] }).length; });
}

if (frame) start();
