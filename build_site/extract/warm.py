"""Loaded only by the server that workers are forked from: one small report is read, so that dictionary, lists and patterns
are there for all of them."""

from contextlib import suppress

from build_site.extract.parse import text
from build_site.extract.parse.withhold import withhold
from build_site.extract.recognise import recognise
from build_site.model import Form

_REPORT = f"""部门：本单位
2024年度部门决算
一、由各科室负责，联系人：（电话：）
{Form.REVENUE_AND_EXPENDITURE.zh}
单位：元
收入\t支出
项目\t决算数\t项目\t决算数
一、一般公共预算财政拨款收入\t1.00\t一、一般公共服务支出\t1.00
本年收入合计\t1.00\t本年支出合计\t1.00
2024年度收入总计1元，比上年增加1元，增长1%。
"""
with suppress(Exception):  # of a list that cannot be read: whoever reads a report says so
    recognise(withhold(text.read(_REPORT, "warm.txt")))
