// The chart of a trend, drawn by ECharts from the table beside it: the table holds every number and word, so nothing here
// knows a figure or a language. Pointing at a day marks its row; the arrow keys go from day to day, Enter opens the day.
// The server's own drawing stays for paper, and where this does not run.
(() => {
  "use strict";
  const STROKES = [
    { width: 2.5, dash: "solid", symbol: "circle" },
    { width: 1.5, dash: [6, 3], symbol: "rect" },
    { width: 1.5, dash: [2, 3], symbol: "triangle" },
    { width: 1.5, dash: [10, 3, 2, 3], symbol: "diamond" },
    { width: 1.5, dash: "solid", symbol: "emptyCircle" },
  ];
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const options = (section, days) => {
    const { low, high, step, percent, target, targetWords } = section.dataset;
    const unit = percent === undefined ? "" : "%";
    const [ink, second, quiet, rule] = ["--ink", "--ink-2", "--ink-3", "--rule"].map(token);
    const font = { color: second, fontSize: 12, fontFamily: token("--sans-han") };
    const beyond = days[0].cells[0].value > Number(target);      // the words stand on the side where the line is not
    const goal = target && {
      silent: true, symbol: "none", lineStyle: { color: second, type: [4, 3], width: 1 },
      label: { ...font, formatter: targetWords, position: beyond ? "insideStartBottom" : "insideStartTop" }, data: [{ yAxis: Number(target) }],
    };
    return {
      animation: false,
      textStyle: font,
      grid: { left: 60, right: 20, top: 16, bottom: 28 },
      xAxis: {
        type: "category", boundaryGap: false, data: days.map((one) => one.day),
        axisLabel: { ...font, formatter: (day) => String(Number(day.slice(5, 7))) },
        axisLine: { lineStyle: { color: quiet } }, axisTick: { lineStyle: { color: quiet } },
      },
      yAxis: {
        type: "value", min: Number(low), max: Number(high), interval: Number(step),
        axisLabel: { ...font, formatter: (value) => `${Number(value.toFixed(2)).toLocaleString("en")}${unit}` },
        splitLine: { lineStyle: { color: rule } },
      },
      tooltip: { trigger: "axis", showContent: false, axisPointer: { type: "line", lineStyle: { color: second, type: "solid" } } },
      series: days[0].cells.map((_cell, line) => ({
        type: "line", data: days.map((one) => one.cells[line].value), symbol: STROKES[line].symbol, symbolSize: line ? 6 : 7,
        showSymbol: true, itemStyle: { color: line ? second : ink },
        lineStyle: { color: line ? second : ink, width: STROKES[line].width, type: STROKES[line].dash },
        markLine: line ? undefined : goal || undefined,
      })),
    };
  };

  const read = (row) => ({
    row,
    day: row.dataset.day,
    link: row.querySelector("a"),
    cells: [...row.querySelectorAll("[data-line]")].map((one) => ({
      words: one.dataset.words, value: one.dataset.value === "" ? null : Number(one.dataset.value),
    })),
  });

  const draw = (section) => {
    const days = [...section.querySelectorAll("tr[data-day]")].map(read);
    const plot = section.querySelector(".trend__plot");
    const board = document.createElement("div");
    board.className = "trend__board no-print";
    // One control with as many positions as there are days: what is read of a position is its row.
    for (const [name, value] of Object.entries({
      role: "slider", tabindex: "0", "aria-label": section.dataset.words, "aria-valuemin": 1, "aria-valuemax": days.length,
    })) board.setAttribute(name, value);
    const said = document.createElement("p");
    said.className = "trend__said no-print";
    plot.append(board, said);
    section.dataset.drawn = "";
    const chart = echarts.init(board, null, { renderer: "canvas" });
    let at = days.length - 1;
    const mark = (index) => {
      days[at].row.removeAttribute("aria-current");
      at = index;
      days[at].row.setAttribute("aria-current", "true");
      board.setAttribute("aria-valuenow", at + 1);
      const words = [days[at].day, ...days[at].cells.map((one) => one.words)];
      board.setAttribute("aria-valuetext", words.join(" "));
      said.textContent = words.join("\n");
    };
    const show = (index) => {
      mark(Math.min(Math.max(index, 0), days.length - 1));
      const line = Math.max(days[at].cells.findIndex((one) => one.value !== null), 0);
      chart.dispatchAction({ type: "showTip", seriesIndex: line, dataIndex: at });
    };
    const unmark = () => days[at].row.removeAttribute("aria-current");
    const hide = () => { chart.dispatchAction({ type: "hideTip" }); unmark(); };
    const paint = () => chart.setOption(options(section, days), true);
    paint();
    mark(at);
    unmark();

    chart.on("updateAxisPointer", ({ axesInfo: [axis] }) => (axis ? mark(axis.value) : unmark()));
    chart.getZr().on("click", () => days[at].link.click());
    board.addEventListener("focus", () => { if (board.matches(":focus-visible")) show(at); });
    board.addEventListener("blur", hide);
    board.addEventListener("keydown", (event) => {
      const to = { ArrowLeft: at - 1, ArrowDown: at - 1, ArrowRight: at + 1, ArrowUp: at + 1, Home: 0, End: days.length - 1 }[event.key];
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      if (to !== undefined) show(to);
      else if (event.key === "Enter") days[at].link.click();
      else if (event.key === "Escape") hide();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    for (const [index, one] of days.entries()) {
      one.row.addEventListener("pointerenter", () => show(index));
      one.link.addEventListener("focus", () => show(index));
    }
    new ResizeObserver(() => chart.resize()).observe(board);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  };

  const all = () => document.querySelectorAll("[data-trend]:not([data-drawn])").forEach(draw);
  document.addEventListener("htmx:after:swap", all);
  all();
})();
