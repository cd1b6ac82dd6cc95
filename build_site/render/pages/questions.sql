-- 每份报告的收入和支出（元）
SELECT department AS 部门, fiscal_year AS 年度, revenue_yuan AS 本年收入, expenditure_yuan AS 本年支出
FROM department_years ORDER BY department, fiscal_year;

-- 支出用在哪些项上（元，前 30 项）
SELECT functional_code || ' ' || functional_name AS 科目, sum(yuan) AS 支出, count(*) AS 报告数
FROM spending GROUP BY functional_code ORDER BY 支出 DESC LIMIT 30;

-- 各部门按功能分类“类”的支出（元）
SELECT s.department || ' ' || s.fiscal_year || ' ' || f.code || ' ' || f.name AS 部门、年度和类, sum(s.yuan) AS 支出
FROM spending AS s JOIN functional AS f ON f.code = substr(s.functional_code, 1, 3)
GROUP BY s.slug, s.fiscal_year, f.code ORDER BY s.department, s.fiscal_year, 支出 DESC;

-- 基本支出花在什么上（经济分类，元，前 30 项）
SELECT economic_code || ' ' || economic_name AS 科目, sum(yuan) AS 支出 FROM basic_spending WHERE economic_code IS NOT NULL
GROUP BY economic_code ORDER BY 支出 DESC LIMIT 30;

-- 人员经费占基本支出的比例（%）
SELECT department || ' ' || fiscal_year AS 报告,
  round(100.0 * sum(CASE WHEN expenditure_group = 'personnel' THEN fen ELSE 0 END) / sum(fen), 2) AS 人员经费占比
FROM basic_spending GROUP BY slug, fiscal_year ORDER BY department;

-- 项目支出占本年支出的比例（%）
SELECT department || ' ' || fiscal_year AS 报告, round(100.0 * project_yuan / expenditure_yuan, 2) AS 项目支出占比
FROM department_years WHERE expenditure_yuan > 0 ORDER BY department;

-- 年初预算与决算相差最大的项（元）
SELECT functional_code || ' ' || name AS 项, final_yuan - approved_yuan AS 决算减年初预算, department AS 部门, fiscal_year AS 年度,
  approved_yuan AS 年初预算, final_yuan AS 决算
FROM plan_and_final WHERE approved_yuan IS NOT NULL AND final_yuan IS NOT NULL
ORDER BY abs(决算减年初预算) DESC LIMIT 30;

-- “三公”经费：预算与决算（元）
SELECT department || ' ' || fiscal_year AS 报告, three_public_total_final_yuan AS 决算, three_public_total_budget_yuan AS 预算,
  three_public_total_final_state AS 状态
FROM department_years ORDER BY department, fiscal_year;

-- 各项核对规则的结果
SELECT rule_id AS 规则, sum(CASE outcome WHEN 'exact' THEN checks ELSE 0 END) AS 一致,
  sum(CASE outcome WHEN 'rounding' THEN checks ELSE 0 END) AS 尾差,
  sum(CASE outcome WHEN 'differs' THEN checks ELSE 0 END) AS 不一致,
  sum(CASE outcome WHEN 'not-checkable' THEN checks ELSE 0 END) AS 无法核对
FROM rule_outcomes GROUP BY rule_id ORDER BY rule_id;

-- 正文里提到某个词的段落
SELECT r.department AS 部门, s.fiscal_year AS 年度, s.title AS 标题, substr(s.text, max(1, instr(s.text, '采购') - 30), 80) AS 前后文
FROM sections AS s JOIN reports AS r USING (slug, fiscal_year) WHERE s.text LIKE '%采购%' LIMIT 50;
