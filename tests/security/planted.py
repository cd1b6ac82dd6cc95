"""A report with names and numbers of invented persons planted wherever reports have them, in drawn spellings."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from build_site.registers.personal.labels import table
from tests.factory.invent import random_accounts
from tests.factory.layouts import Layout, lay_out
from tests.factory.printed import Block, Cell, NewPage, Printed, Table, Words

SURNAMES, GIVEN = "张王李赵周吴郑孙陈林", "翀彧珺琰骞煊垚淼焱犇羿霁旻昶晟"
KEPT = (
    "数字乡村平台运行维护", "县域农机购置补贴发放", "主持局全面工作，分管办公室", "贯彻执行农业农村工作方针",
    "培训人员：高校毕业生、农户和应急队伍", "负责人事、安全生产和项目管理工作", "设立热线12345，受理群众诉求", "会计核算中心负责集中核算", "由单位负责人审批后报销",
    "局长信箱受理来信20件", "由市政府统一支付", "校长职级制改革经费", "住院医师规范化培训", "户籍制度改革", "主办全国赛事3场", "成员单位联席会议", "微信公众号运营服务12期",
    "高标准农田建设项目", "和谐社区建设", "水源地保护", "张家湾街道办事处", "方案编制费", "马铃薯种植基地", "双凤大道改造工程", "汤云山小学扩建", "资助家庭经济困难学生", "为群众办实事", "通报表扬先进集体", "居住证办理服务",
)  # fmt: skip
"""What has to be read beside them: projects and duties."""
FORMULAS = ("=HYPERLINK(1)", "+1+1", "-2+3", "@SUM(A1)", "＝1+1")
"""What begins the words of a department, a project, an indicator, a label, a note."""
_ROLES = sorted(word for word, label in table().items() if label.kind == "role" and not word.isascii())
_TELEPHONES = sorted(word for word, label in table().items() if label.kind == "number" and not word.isascii())


class Spelling(NamedTuple):
    """Lines, or rows of a table's cells, and what of them nobody may read on the site."""

    secrets: tuple[str, ...]
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def spellings(seed: int, count: int = 200) -> Iterator[Spelling]:
    """Drawn ones: layout × label × separator × shape. Every name and number of them is another."""
    chance = random.Random(seed)  # noqa: S311  # the same every time
    names = iter(chance.sample([s + a + b for s in SURNAMES for a in GIVEN for b in GIVEN if a != b], count))
    for at in range(count):
        name, digits = next(names), f"{chance.randrange(10**8):08}"
        role, label = chance.choice(_ROLES), chance.choice(_TELEPHONES)
        mark = chance.choice(("：", ":", "： ", " ： "))
        head = chance.choice(("13", "15", "18")) + str(chance.randrange(5, 10))
        local = "8" + digits[1:]
        number = chance.choice((
            f"{head}{digits}", f"{head} {digits[:4]} {digits[4:]}", f"{head}-{digits[:4]}-{digits[4:]}", f"{head}.{digits[:4]}.{digits[4:]}",
            f"027-{local}", f"（027）{local}", f"027–{local}", f"400-{digits[:3]}-{digits[3:7]}", f"+86 {head}{digits}",
        ))  # fmt: skip
        spaced = "　".join(name[:1] + " " + name[1:]) if at % 11 == 0 else name
        both = (spaced, number)
        yield (
            Spelling((spaced,), (f"{role}{mark}{spaced}",)),
            Spelling((spaced,), (f"{role}（签字）{mark}{spaced}　　填报日期：2024年10月15日",)),
            Spelling(both, (f"{role}{mark}{spaced}　{label}{mark}{number}",)),
            Spelling((number,), (f"如对本报告有疑问，请拨{number}咨询。",)),
            Spelling((number,), (f"{label}{mark}{number}",)),
            Spelling((name,), (role, name)),
            Spelling((local,), (f"{'　'.join(label)}{mark}{local}",)),
            Spelling(both, rows=((role, spaced, label, number),)),
            Spelling(both, rows=(("序号", role, label), ("1", spaced, number))),
            Spelling((spaced,), rows=((f"{role}{mark}{spaced}", "单位", "办公室"),)),
            Spelling((name,), rows=(("实施单位", "某局"), (role, name))),
            Spelling((name, local), rows=(("项目主管及电话", f"{name} {local}"),)),
        )[at % 12]  # fmt: skip


_ODD = (
    ("新录用公务员2人（{n}、{m}）。", "{n} and {m}"), ("经研究，聘任{n}为讲解员。原告{m}诉我局一案已审结，此件由信息科{n}整理。", "{n} and {m}"),
    ("「经办人：{n}」", "{n}"), ("经办人：「{n}」", "{n}"), ("经办人：【{n}】", "{n}"), ("经办人（{n}）", "{n}"), ("经 办 人 ： {n}", "{n}"),
    ("联系人：{n}、{m}等5人", "{n} and {m}"), ("联系人：{n};{m}", "{n} and {m}"), ("联系人：{n}科长", "{n}"), ("联系人：{n}({d})", "{n} and {d}"),
    ("联系人为{n}，电话为{d}。", "{n} and {d}"), ("（联系人：{n} 联系电话：{d}）", "{n} and {d}"), ("联系电话：{d} {n}", "{n} and {d}"), ("第一责任人{n}", "{n}"),
    ("评价小组成员：{n}、{m}", "{n} and {m}"), ("撰写人：{n}", "{n}"), ("参会人员（签到）：{n}　{m}", "{n} and {m}"), ("驾驶员：{n}", "{n}"), ("专家签字：{n}", "{n}"),
    ("复核：{n}　制单：{m}", "{n} and {m}"), ("会计机构负责人：{n}", "{n}"), ("单位负责人（签\n章）：{n}", "{n}"), ("项目填报\n人：{n}", "{n}"),
    ("联系人：{n}·艾力", "{n}·艾力"), ("联系人：古丽{g}·阿不都{g}", "古丽{g}·阿不都{g}"), ("联系人：阿卜{g}·热西提·艾{g}", "热西提·艾{g}"),
    ("联系人：Zhang Chong{w}", "Chong{w}"), ("联系人：zhang chong{w}", "chong{w}"), ("微信：wx_{w}", "wx_{w}"), ("微信号码：w-{w}", "w-{w}"),
    ("VX：v{w}{e}", "v{w}{e}"), ("QQ：1{d}", "1{d}"), ("Q Q：12 {e} {e}", "12 {e} {e}"), ("QQ群：2{d}", "2{d}"), ("钉钉号：d{w}{e}", "d{w}{e}"),
    ("邮箱：{w}@example.org.cn", "{w}@example"), ("邮箱：{w}＠example．org", "{w}＠"), ("E－mail：{w}(at)example.org", "{w}(at)"), ("电邮：{w}#example.org", "{w}#"),
    ("传　真：{d4} {e}", "{d4} {e}"), ("FAX：027-{d}-801", "{d}"), ("住址：某市百锦街{e}号3栋", "百锦街{e}号"), ("家庭地址：某市百锦路{e}号", "百锦路{e}号"),
    ("户籍所在地 某市百锦巷{e}号", "百锦巷{e}号"), ("身份证号：420116 19850312 {e3}X", "19850312 {e3}X"), ("身份证号：4201 1619 8503 12{e2} {e2}", "8503 12{e2} {e2}"),
    ("公民身份证420116850312{e3}", "420116850312{e3}"), ("账号：6222 02{e2} {e} 7890 123", "{e} 7890 123"), ("开户行及账号：某银行支行 62220{e}34567890123", "62220{e}345"),
    ("账　号：17-010-1040-012{e}", "1040-012{e}"), ("卡号 6222-0212-{e}-7890", "0212-{e}"), ("电话：{han}", "{han}"), ("手机：{yao}", "{yao}"), ("手机：{wide}", "{wide}"),
    ("手机：138．{e}．{d4}", "{e}．{d4}"), ("手机：138。{e}。{d4}", "{e}。{d4}"), ("手机：【138】{e}【{d4}】", "{e}【{d4}"), ("手机：1 3 8 {gap}", "{gap}"),
    ("手机：138*{e}*{d4}", "{e}*{d4}"), ("电话：027-{d}转8021", "{d}转8021"), ("电话：{d} 分机 802{e}", "{d} 分机 802{e}"), ("举报电话：12345转{d}", "转{d}"), ("☎ {d}", "{d}"),
    ("局长{n}", "{n}"), ("{n}局长", "{n}"), ("{n}主任 6{d4}{e}", "{n} and 6{d4}{e}"), ("某局财务科科长{n}（手机{d138}）", "{n} and {d138}"), ("{n}同志 {d138}", "{n} and {d138}"),
    ("请与办公室{n}联系，电话{d}。", "{n} and {d}"), ("数据由{n}提供（{d138}）", "{n} and {d138}"), ("本表由{n}填报", "{n}"), ("审稿人 {n}", "{n}"), ("{n}（签名）", "{n}"),
    ("{n}（组长）、{m}（副组长）", "{n} and {m}"), ("联系人：{n}（{d138}）、{m}（微信）", "{n} and {d138} and {m}"), ("责任人：财务股 {n}", "{n}"), ("单位负责人（章）{n}", "{n}"),
    ("【联系人】{n}", "{n}"), ("联系人<{n}>", "{n}"), ("联系人——{n}——电话{d}", "{n} and {d}"), ("Checked by: {n}", "{n}"), ("Name: Zhang Chong{w}  Mobile: {d138}", "Chong{w} and {d138}"),
    ("户名：{n}；账号：8101 0000 {e} 3456 78", "{n} and 0000 {e} 3456"), ("农行 62284800{d}5671", "62284800{d}5671"), ("A/C No.: 1806 0231 {e} 1234 567", "0231 {e}"), ("社保卡：6214 {e} 3456 7890", "{e} 3456"),
    ("监督电话为：（027）{d}／6{d4}{e}", "{d} and 6{d4}{e}"), ("值班电话：{d} 夜间：6{d4}{e}", "{d} and 6{d4}{e}"), ("Tel（办）{d} （宅）6{d4}{e}", "{d} and 6{d4}{e}"), ("电话:O27-{d}", "{d}"), ("手机:l38 {e} {d4}", "{e} {d4}"),
    ("邮箱：{w}[at]example[dot]cn", "{w}[at]"), ("电邮地址: {w}﹫example.com", "{w}﹫"), ("WeChat ID: {w}", "{w}"), ("抖音号：{w}{e}", "{w}{e}"), ("家住某市某镇百锦湾{e}组", "百锦湾{e}组"), ("户籍：某县百锦寨{e}组", "百锦寨{e}组"),
    ("军官证号：军字第{e}{e3}号", "{e}{e3}号"), ("结对帮扶户：{n}家庭", "{n}"), ("联系我们：{n} 6{e3}-{e}", "{n} and 6{e3}-{e}"), ("报告撰写：{n}　执笔：{m}", "{n} and {m}"), ("会签：{n} {m}", "{n} and {m}"),
    ("附：{n}（身份证420116198803{d4}5X）", "{n} and 420116198803{d4}5X"), ("出纳{n}", "{n}"), ("注册会计师：{n}", "{n}"), ("对口联系领导：{n}", "{n}"), ("联系电话：\n办公室 {d}\n财务科 6{d4}{e}", "{d} and 6{d4}{e}"),
    ("特此报告。\n{n}", "{n}"), ("本页由{n}编写", "{n}"), ("撰稿/{n}　摄影/{m}", "{n} and {m}"), ("住某市百锦巷{e}号的居民反映问题", "百锦巷{e}号"), ("受援人{n}，住百锦新村{e}栋2单元501", "{n} and 百锦新村{e}栋"),
    ("扣扣：28{d}", "28{d}"), ("加微信mx_{e}领取材料", "mx_{e}"), ("低保户{n}家庭收入核查", "{n}"), ("名单：{n}、{m}", "{n} and {m}"), ("{n} {m}", "{n} and {m}"), ("1.{n} 2.{m}", "{n} and {m}"),
    ("慰问老党员{n}（住一组）", "{n}"), ("Contact: Mr. Ouyang{w} Feng{w}, 6{d4}{e}", "Feng{w} and 6{d4}{e}"), ("约翰·{g}{g}森 外籍教师", "{g}{g}森"), ("聯絡人 歐陽{g}{g} 電話 6{d4}{e}", "歐陽{g}{g} and 6{d4}{e}"),
    ("工会主席{n}、妇委会主任{m}", "{n} and {m}"), ("（落款）\n某局办公室 {n}", "{n}"), ("附件3 {n}信访答复意见书", "{n}"), ("出生于1971年8月{e2}日的低保户", "1971年8月{e2}日"), ("公务车鄂A·1{e}8由司机驾驶", "鄂A·1{e}8"),
    ("调解{n}与邻居{m}纠纷。", "{n} and {m}"), ("资助贫困大学生{n}、{m}各3000元。", "{n} and {m}"), ("为残疾人{n}发放轮椅1台。", "{n}"), ("联系人短号66{e2}8", "66{e2}8"), ("询问请打{han}，地址见附页。", "{han}"),
    ("本表由堂弟{n}代领", "{n}"), ("参赛选手{n}获二等奖。", "{n}"), ("现居某市百锦街{e}号3单元", "百锦街{e}号"),
)  # fmt: skip
"""Lines with names n, m, numbers and words of their own; and what of them nobody may read."""
_ODD_ROWS = (
    ((("序号", "受助人", "金额"), ("1", "{n}", "500.00"), ("2", "{m}", "500.00")), "{n} and {m}"), ((("姓\n名", "{n}", "性别", "男"),), "{n}"),
    ((("户主", "家庭住址"), ("{n}", "百锦里{e}号")), "{n} and 百锦里{e}号"), ((("评价组成员", "{n}、{m}"),), "{n} and {m}"), ((("微信", "w{w}{e}"), ("QQ", "1{d}")), "w{w}{e} and 1{d}"),
    ((("单位", "负责人及联系方式"), ("某镇", "{n}\n{d138}")), "{n} and {d138}"), ((("评价人员", "{n}", "某局/会计师"), ("", "{m}", "某所/教授")), "{n} and {m}"),
    ((("受助学生", "学校", "金额"), ("{n}", "某小学", "500.00"), ("{m}", "某中学", "500.00")), "{n} and {m}"), ((("学生姓名", "班级", "监护人"), ("{n}", "三（1）班", "{m}")), "{n} and {m}"),
    ((("备注", "联系人{n}，手机{d138}"),), "{n} and {d138}"), ((("持卡人", "卡号"), ("{n}", "62284107{d}6718")), "{n} and 62284107{d}6718"),
    ((("负责人", "{n}", "{d}"),), "{n} and {d}"), ((("项目", "{n}", "{m}"), ("工资", "1.00", "2.00")), "{n} and {m}"),
    ((("{n}", "分管副局长"), ("{m}", "填表")), "{n} and {m}"), ((("{n}", "6{d}"), ("{m}", "6{d}")), "{n} and {m} and 6{d}"), ((("Name", "Phone"), ("Guo Yu{w}", "6{d4}{e}")), "Yu{w} and 6{d4}{e}"),
    ((("库尔{g}·买{g}", "300.00"),), "库尔{g}·买{g}"), ((("138\n{e}\n{d4}",),), "{e}\n{d4}"), ((("姓名", "出生年月"), ("{n}", "1968年3月{e2}日")), "{n} and 1968年3月{e2}日"),
    ((("一级指标", "二级指标", "三级指标", "指标值"), ("产出指标", "数量指标", "帮扶困难户{n}户", "1户")), "{n}"), ((("获奖人员：{n}、尼格{g}提",),), "{n} and 尼格{g}提"), ((("填表说明", "如有疑问请致电{n}（内线66{e2}）"),), "{n}"),
    ((("驻点律师", "值班时间"), ("{n}", "周三")), "{n}"), ((("优秀", "{n}、{m}"),), "{n} and {m}"), ((("备注", "款项已由堂弟{n}代领"),), "{n}"),
)  # fmt: skip


def odd_spellings(seed: int) -> Iterator[Spelling]:
    """Those that nobody would think of, each with names and numbers of its own."""
    chance = random.Random(-seed)  # noqa: S311
    names = iter(
        chance.sample(
            [s + a + b for s in SURNAMES for a in GIVEN for b in GIVEN if a != b], 2 * len((*_ODD, *_ODD_ROWS))
        )
    )
    for lines, secrets in (*_ODD, *_ODD_ROWS):
        digits = f"{chance.randrange(10**7):07}"
        mobile = f"138{chance.choice('678')}{digits}"
        own = {
            "n": next(names), "m": next(names), "d": f"6{digits}", "d138": mobile, "d4": f"6{digits[:3]}", "e": digits[3:], "e2": digits[:2], "e3": digits[:3], "g": chance.choice(GIVEN),
            "w": "".join(chance.sample("bcdfghjkmnpqrtvwxz", 6)), "han": "".join("〇一二三四五六七八九"[int(x)] for x in mobile), "gap": " ".join(mobile[3:]),
            "yao": "".join("〇幺二三四五六七八九"[int(x)] for x in mobile), "wide": "".join(chr(ord(x) + 0xFEE0) for x in mobile),
        }  # fmt: skip
        found = tuple(each.format(**own) for each in secrets.split(" and "))
        if isinstance(lines, str):
            yield Spelling(found, tuple(lines.format(**own).split("\n")))
        else:
            yield Spelling(found, rows=tuple(tuple(cell.format(**own) for cell in row) for row in lines))


def planted(seed: int, count: int = 200) -> tuple[Printed, list[str]]:
    """A report with them on the cover, in the narrative, over forms, among the terms and in annexes; all secrets."""
    printed = lay_out(random_accounts(seed, 3), Layout())
    drawn = [*spellings(seed, count), *odd_spellings(seed)]
    loose = [each for each in drawn if each.lines]
    blocks: list[Block] = []
    waiting, used = iter(loose), 0
    for block in printed.blocks:
        blocks.append(block)
        if isinstance(block, Words) and block.kind in ("cover", "paragraph", "right") and used < len(loose):
            blocks += [Words(line, "paragraph") for line in next(waiting).lines]
            used += 1
    blocks += [NewPage(), Words("附件：2023年度项目支出绩效自评表", "paragraph")]
    blocks += [Words(line, "paragraph") for each in waiting for line in each.lines]
    blocks += [Words(f"（一）{KEPT[3]}。局长{KEPT[2]}。", "paragraph")]
    blocks += [Words(f"{words}。", "paragraph") for words in (*KEPT[4:], *FORMULAS)]
    tables = [each.rows for each in drawn if each.rows]
    for name in KEPT[:2]:  # in a table of a project, below its own rows
        blocks += [
            NewPage(),
            Words("2023年度项目支出绩效自评表", "paragraph"),
            _table([*_project(name), *tables.pop(), *tables.pop()]),
        ]
    for rows in tables:
        blocks += [Words("附表", "paragraph"), _table(rows)]
    return replace(printed, blocks=tuple(blocks)), [secret for each in drawn for secret in each.secrets]


def _project(name: str) -> list[tuple[str, ...]]:
    """The table of a project's own evaluation, as offices have it."""
    return [
        ("项目名称", name), ("主管部门", "某局", "项目实施单位", "某局"),
        ("预算执行情况（万元）（20分）", "", "预算数(A)", "执行数(B)", "执行率(B/A)", "得分（20分*执行率）"),
        ("", "年度财政资金总额", "0.40", "0.40", "100%", "20"),
        ("年度绩效目标1：保障运行（80分）", "一级指标", "二级指标", "三级指标", "年初目标值(A)", "实际完成值(B)", "得分"),
        ("", "产出指标", "数量指标", "服务户数", "98%", "98%", "20"),
        *(("", "产出指标", "质量指标", words, "98%", "98%", "20") for words in FORMULAS),
    ]  # fmt: skip


def _table(rows: Sequence[Sequence[str]]) -> Table:
    wide = max(map(len, rows))
    cells = [
        Cell(at, column, text)
        for at, row in enumerate(rows)
        for column, text in enumerate([*row, *[""] * (wide - len(row))])
    ]
    return Table(tuple(cells), (1.0,) * wide, len(rows), 1)
