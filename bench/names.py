"""`python -m bench.names`: how many invented names in sentences are published, no word that means a person beside them, and
how much of this project's own Chinese pages, which name nobody, would be withheld."""

from __future__ import annotations

import argparse
import random
import re
from pathlib import Path

from build_site.registers.personal import mask

DOCS = Path(__file__).parents[1] / "docs"
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦"
    "贾夏付方邹熊白孟秦邱侯江尹薛雷段温卞支解单仇区甘从时和步权终富班满常万卓毛司党龙管云向那岑裘冀郦滕邬柏窦费廉乐伏计干"
)
_GIVEN = (
    "明国文华建平志强丽芳敏静洁慧莹琳萍红霞玲燕珍桂叶才发武新利清飞彬富顺信杰涛昌成康星光天达安茂进林有坚彪诚先敬震振壮会思群豪心邦承"
    "绍功厚庆磊民友裕河哲江超浩亮政谦亨奇固轮翰朗伯宏言若鸣朋斌栋维启克伦翔旭鹏泽晨辰士以家致树炎德行时泰盛雄琛钧冠策腾楠榕风航弘"
)
_SENTENCES = (
    "奖金中{}得5000元。", "图片由{}拍摄。", "食堂由{}承包，年租金2万元。", "课件系{}制作。", "遗失物归还{}。", "项目验收时{}缺席。",
    "合同相对方{}逾期付款。", "将{}列入名单。", "办公楼原属{}所有。", "资助{}完成学业。", "系{}多领，已追回。", "派{}赴新疆援建。", "{}被评为模范。",
    "减少的原因是{}辞职。", "收到{}退款300元。", "{}代为签收。", "据{}介绍，该村增收800元。", "向{}购买苗木。", "支付{}劳务费4000元。",
    "由此{}获得赔偿。", "{}一行3人来访。", "走访中{}表示感谢。", "整理材料时{}提出了建议。", "我局与{}签订了合同。", "截至年底，{}仍未还款。",
    "为{}办理了低保。", "会上{}作了发言。", "感谢{}的支持。", "诉讼费用因{}案增加。", "今年{}考上了大学。",
)  # fmt: skip
_HAN_LINE = re.compile("[\u4e00-\u9fff]{4}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.names", description=__doc__)
    parser.add_argument("--n", type=int, default=1000, help="how many sentences (1,000)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", action="store_true", help="print what is published or withheld wrongly")
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311 - no secret is made here
    published = []
    for _ in range(options.n):
        name = chance.choice(_SURNAMES) + "".join(chance.choices(_GIVEN, k=1 if chance.random() < 0.2 else 2))
        sentence = chance.choice(_SENTENCES).format(name)
        if name in mask(sentence)[0]:
            published.append(sentence)
    pages = [line for page in sorted(DOCS.glob("*.md")) for line in page.read_text("utf-8").split("\n")]
    lines = [line for line in pages if _HAN_LINE.search(line)]
    withheld = [(line, found) for line in lines if (found := mask(line)[1])]
    print(f"{options.n:,} sentences: {len(published)} names published ({len(published) / options.n:.1%})")
    print(f"{len(lines):,} lines of docs/: {sum(found for _, found in withheld)} pieces withheld")
    if options.show:
        print("\n".join([*published, *(mask(line)[0] for line, _ in withheld)]))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
