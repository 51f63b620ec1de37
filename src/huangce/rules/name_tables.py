"""Tables for personal names: compound surnames, readings, variant forms, characters that are mistaken for each other.

Written for this project. Readings of surnames follow 现代汉语词典 and 中国姓氏大辞典; where two readings are alive,
the one that most bearers use stands (覃 qin, 隗 wei). Variants are those of 第一批异体字整理表 that OpenCC leaves
alone. The look-alike groups are by shape only; homophones have their own key.
"""

from __future__ import annotations


def _readings(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


_COMPOUND = (
    "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 夏侯 端木 百里 呼延 南宫 司徒 司空 轩辕 独孤 "
    "澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 钟离 鲜于 闾丘 亓官 司寇 子车 颛孙 巫马 公西 漆雕 乐正 壤驷 "
    "公良 拓跋 夹谷 宰父 谷梁 段干 东郭 南门 西门 羊舌 微生 梁丘 左丘 万俟 赫连 闻人 公羊 纳兰 哥舒 第五 完颜 "
    "叶赫 那拉 太史 即墨 达奚 褚师 呼衍 斛律 侯莫 步六 贺兰 贺若 北堂 东宫 公输 公仪 空桐 屈突 尔朱 若干 沙吒 "
    "达溪 王孙"
)
COMPOUND_SURNAMES = frozenset(_COMPOUND.split())

_SURNAME_READINGS = (
    "曾 zeng 单 shan 仇 qiu 解 xie 区 ou 查 zha 朴 piao 翟 zhai 盖 ge 员 yun 任 ren 华 hua 燕 yan 缪 miao 宁 "
    "ning 黑 he 那 na 乐 yue 召 shao 折 she 秘 bi 冼 xian 洗 xian 逄 pang 晁 chao 种 chong 逯 lu 薄 bo 卜 bu "
    "隗 wei 佴 nai 句 gou 繁 po 覃 qin 祭 zhai 宓 mi 郇 xun 车 che 适 kuo 撒 sa 哈 ha 尉 wei 相 xiang 重 chong "
    "葛 ge 纪 ji 阚 kan 曲 qu 谌 chen 强 qiang 炅 gui 过 guo 贾 jia 会 gui 呙 guo 牟 mu 郗 chi 訾 zi 应 ying "
    "柏 bai 亓 qi 么 yao 乜 nie 眭 sui 都 du 行 xing 参 shen 藏 zang 塔 ta 降 jiang 盛 sheng 仉 zhang 瞿 qu 费 "
    "fei 干 gan 粘 nian 能 nai 钭 tou 郄 qie 仝 tong 晟 cheng 闫 yan 大 da 石 shi 沈 shen 谢 xie 俞 yu 褚 chu "
    "艾 ai 色 se 长 chang 朝 chao 观 guan 冠 guan 肖 xiao 戚 qi 于 yu 占 zhan 伍 wu 洪 hong 鲜 xian 斜 xie 冒 "
    "mao 令 ling 咎 gao 昝 zan 啜 chuai 郏 jia 郝 hao 贲 ben 暨 ji 璩 qu 戴 dai 匡 kuang 弗 fei 母 mu 毋 wu 岑 "
    "cen 麴 qu 阴 yin 阙 que 奇 qi 教 jiao 麦 mai 将 jiang 舍 she 筱 xiao 拓 tuo 樊 fan 缴 jiao 苫 shan 笪 da "
    "妫 gui"
)
SURNAME_READINGS = _readings(_SURNAME_READINGS)

COMPOUND_READINGS = {
    "尉迟": ("yu", "chi"),
    "万俟": ("mo", "qi"),
    "单于": ("chan", "yu"),
    "长孙": ("zhang", "sun"),
    "令狐": ("ling", "hu"),
    "澹台": ("tan", "tai"),
    "鲜于": ("xian", "yu"),
    "乐正": ("yue", "zheng"),
    "亓官": ("qi", "guan"),
    "宰父": ("zai", "fu"),
    "夹谷": ("jia", "gu"),
    "哥舒": ("ge", "shu"),
    "子车": ("zi", "ju"),
    "那拉": ("na", "la"),
    "谷梁": ("gu", "liang"),
    "叶赫": ("ye", "he"),
    "即墨": ("ji", "mo"),
    "斛律": ("hu", "lv"),
    "若干": ("ruo", "gan"),
}

# Given names: the reading that parents mean, where the dictionary's first one is another.
_GIVEN_READINGS = (
    "曾 zeng 晟 sheng 卜 bu 都 du 媛 yuan 薄 bo 么 yao 长 chang 翟 zhai 阚 kan 了 liao 还 huan 炅 jiong 单 dan "
    "珏 jue 俟 si 莘 xin 区 qu 得 de 地 di 佛 fo 干 gan 几 ji 相 xiang 兴 xing 应 ying 华 hua 行 xing 乐 le 重 "
    "chong 朝 chao 盛 sheng 娜 na"
)
GIVEN_READINGS = _readings(_GIVEN_READINGS)

# Pairs: variant or older form, then the form of 通用规范汉字表.
_VARIANTS = (
    "昇升 陞升 堃坤 甯宁 寕宁 喆哲 峯峰 羣群 嶽岳 栢柏 恒恒 勛勋 悳德 惪德 徳德 濶阔 澂澄 珎珍 鑑鉴 鎔熔 镕熔 "
    "淸清 靑青 啓启 煇辉 暉晖 愼慎 眞真 衆众 強强 彊强 畧略 秊年 竒奇 窓窗 脩修 荘庄 蘓苏 衞卫 観观 謌歌 讃赞 "
    "賛赞 迯逃 逈迥 隣邻 醻酬 閒闲 雋隽 霛灵 霊灵 頴颖 顕显 顔颜 髪发 鶏鸡 黃黄 黒黑 斎斋 竜龙 槑梅 楳梅 棊棋 "
    "碁棋 祕秘 佈布 倂并 幷并 儁俊 凃涂 剣剑 劒剑 劎剑 呉吴 龢和 咊和 囯国 囶国 圀国 埜野 夀寿 姸妍 姉姊 妷侄 "
    "姪侄 嫺娴 嫻娴 寃冤 尅克 剋克 峩峨 嶌岛 巗岩 嵒岩 廵巡 廸迪 弌一 弍二 弎三 彜彝 恠怪 悅悦 戯戏 挙举 敭扬 "
    "旂旗 昻昂 晉晋 晳晰 暠皓 皜皓 朶朵 柟楠 枏楠 栞刊 桺柳 榘矩 槼规 欝郁 歩步 氷冰 汎泛 沍冱 満满 灋法 炤照 "
    "烱炯 煖暖 燿耀 犇奔 玆兹 玅妙 琹琴 琍璃 瑠琉 畊耕 疎疏 発发 盃杯 矦侯 研研 硏研 祐佑 秈籼 穎颖 頴颖 竢俟 "
    "筍笋 箇个 簷檐 粧妆 絃弦 緜绵 綉绣 翶翱 聨联 胷胸 臥卧 菓果 葢盖 蕚萼 蕐华 藼萱 蘂蕊 蕋蕊 蛍萤 覇霸 訢欣 "
    "詠咏 謩谟 譔撰 谿溪 豊丰 賸剩 跡迹 蹟迹 逎酋 迺乃 廼乃 邨村 鉄铁 鉢钵 閠闰 阯址 隄堤 雝雍 韮韭 頽颓 髙高 "
    "鬪斗 鵞鹅 麐麟 黙默 鼇鳌 鼂晁 亀龟 亜亚 仏佛 兎兔 冨富 巌岩 広广 恵惠 栄荣 桜樱 沢泽 浜滨 滝泷 瀬濑 実实 "
    "経经 絵绘 辺边 関关 駅驿 斉齐 斎斋 総总 縄绳 収收 変变 円圆 伝传 仮假 価价 児儿 塩盐 営营 帰归 弾弹 従从 "
    "悪恶 拡扩 様样 歴历 毎每 涙泪 渓溪 犠牺 県县 稲稻 粛肃 緑绿 縦纵 聡聪 臓脏 薫薰 蔵藏 訳译 読读 転转 鋭锐 "
    "錬炼 隠隐 険险 霊灵 騒骚 験验 鬱郁 黛黛"
)
VARIANTS = {pair[0]: pair[1] for pair in _VARIANTS.split() if pair[0] != pair[1]}
# OpenCC would simplify these, but as names they stand for themselves.
KEPT_FORMS = frozenset("乾")

# Characters of a group are taken for each other when read from paper or picked from a list of candidates.
_LOOK_ALIKE = (
    "己已巳 未末 侯候 戊戌戍 日曰 土士 千干于 天夭 人入 刀刁 九丸 太大犬 王玉壬 木本术 田由甲申 午牛 矢失 毛手 "
    "见贝 乌鸟 风凤夙 冶治 冷泠 沂圻 拆折析 住往佳 早旱 吴昊 晴睛 清情 竞竟 嫒媛援瑗 暧暖 壁璧 辩辨辫 博搏膊 "
    "漫慢幔 蔓曼 峰锋烽 蓬篷 杨扬汤场畅 柏拍泊 梁粱 栗粟 采釆 苹萍 坪评 篮蓝 芹芥 苓芩岑 莹荧萤 茵菌 莉俐 荻获 "
    "薛孽 萧箫 藤腾滕 谢榭 谭潭覃 谌湛 郝赫 荆刑邢 祁祈 裴斐 袁哀 裘裒 祎袆 祺褀 珏钰 班斑 珊姗 玲铃伶龄 琳淋 "
    "妍研 妙纱沙莎 娜哪 享亨 淳谆 洒酒 浩皓 杲果呆 杏否 杳查 杜社 壮状 代伐 仟阡 郡群 刚钢纲 桐铜洞 炯迥 询洵 "
    "苟荀 枸拘 勾匀 均钧筠 勤勒 幅辐福 辉晖 浑珲 缀辍 宇字 宜宣 渲瑄暄煊喧萱 崇祟 综棕 宵霄 赏裳 堂棠 崖崔 "
    "璀催 俊峻浚骏竣 毫亳豪 殷段 锻缎 瑕暇 霞遐 儒孺濡糯 项顷 须顺 颂颁 颖颍 晓骁 绕浇饶 呜鸣 麟鳞 黎藜 卞卡 "
    "奕弈 妤好 孑子孓 孟盂 李季秀 屈届 岐歧 市币 帅师 席度 平乎 庆厌 延廷 彤形 彰影 微徽薇 怡恰 垣恒桓 戎戒 "
    "抒杼 技枝 捷睫 敬警 旦且 昂昴 春舂 曦羲 有冇 杉衫 柱桂 栋拣 楠喃 武式 沐沭 沁沏 泽择铎 泓弘 洲州 涂徐 "
    "涵函 淮准 渝榆愉 源原 滨宾槟 纬炜玮伟 炳柄 烁砾铄 烨晔 焕涣换 煌惶徨 玫枚牧 玥钥 珂坷 珍诊 理埋 琛深 璇旋 "
    "璟憬 百白自 盼盻 眉盾 祥详 禹禺 程呈 籍藉 绮琦 绿禄 翟瞿 耘耕 胡湖 能熊 臻蓁 菀苑宛 蓓倍 衡衝 谷容 迅讯 "
    "瑶遥谣摇 郎朗 郭敦 钊钏 锐税 锦绵棉 镜境 阎闾 陈阵 陶掏 魏巍 羽习 永水 丙内 仓仑 沧沦 昕听 欣掀 彦颜 珩桁 "
    "祯桢侦帧 稹镇缜 宸晨 笠竺 芃芄 茉茱 苔苕 薄簿 余佘 冼洗 尤龙 官宫 管菅 蒲浦 柴紫 晏宴 傅缚 祖租阻 符苻 "
    "郜部 郏郊 滑猾 戴载裁栽 贲责 庞宠 幸辛 晁兆 匡筐 臧藏 闽闵 闫闰润 间问 冉再 册删 冈网 卯卵 友发 唐康 "
    "圆园图 坚竖 塔搭 复夏 妮泥 婵蝉 孤狐 宋宗 寒塞赛 尚向 巧功 巨臣 布希 庚庾 廉兼 弛驰 徒徙 忆亿 拂佛 操澡 "
    "暮幕慕墓 枫讽 汪旺 沈沉 洛络 津律 浪狼 湘相 溢益 澄橙 灏颢 炎炙 瓒赞 瑾谨 畲畬 硕顾 雅稚 简筒 箐菁 来耒 "
    "粹翠 素索 翁瓮 聂摄 育盲 胥晋 茅矛 葵癸 薪新 虞虑 蛟姣皎 蜓蜒 裕浴 计汁 诚城 诗侍待 谦歉 资姿 迎仰 逸免 "
    "邰郃 郗郄 金全 锡赐 隋随 隗槐魁 鹄鸽 叶吐 各名 吉古 凯剀 又叉 丁了 卢芦 贡贾 朴扑 仁仕 云去 仇仉 文丈 "
    "毋母 牙芽 邝旷 亢充 华毕 纪记"
)


def _representatives(groups: str) -> dict[str, str]:
    """Return character -> the first character of all groups that hang together with it."""
    leader: dict[str, str] = {}
    for group in groups.split():
        first = next((leader[one] for one in group if one in leader), group[0])
        joined = {leader.get(one, one) for one in group}
        leader |= {one: first for one, old in leader.items() if old in joined} | dict.fromkeys(group, first)
    return {one: first for one, first in leader.items() if one != first}


LOOK_ALIKE = _representatives(_LOOK_ALIKE)
