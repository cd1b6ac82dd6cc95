-- Views for the common questions, in collection.sqlite and console.sqlite. Sums are of leaves, in yuan.

CREATE VIEW leaf_amounts AS
SELECT a.*, r.department, a.amount_fen / 100.0 AS yuan
FROM amounts AS a JOIN reports AS r USING (slug, fiscal_year) WHERE a.is_leaf;

CREATE VIEW totals AS
SELECT r.slug, r.fiscal_year, r.department,
  (SELECT amount_fen / 100.0 FROM amounts AS a WHERE a.slug = r.slug AND a.fiscal_year = r.fiscal_year
     AND form = 'revenue-and-expenditure' AND concept = 'total-for-year' AND direction = 'revenue') AS revenue_yuan,
  (SELECT amount_fen / 100.0 FROM amounts AS a WHERE a.slug = r.slug AND a.fiscal_year = r.fiscal_year
     AND form = 'revenue-and-expenditure' AND concept = 'total-for-year' AND direction = 'expenditure') AS expenditure_yuan,
  (SELECT amount_fen / 100.0 FROM amounts AS a WHERE a.slug = r.slug AND a.fiscal_year = r.fiscal_year
     AND form = 'expenditure' AND level = 'total' AND field = 'basic') AS basic_yuan,
  (SELECT amount_fen / 100.0 FROM amounts AS a WHERE a.slug = r.slug AND a.fiscal_year = r.fiscal_year
     AND form = 'expenditure' AND level = 'total' AND field = 'project') AS project_yuan
FROM reports AS r;

CREATE VIEW expenditure_by_item AS
SELECT a.slug, a.fiscal_year, r.department, a.functional_code, f.name AS functional_name, a.label,
  sum(a.amount_fen) / 100.0 AS yuan
FROM amounts AS a JOIN reports AS r USING (slug, fiscal_year)
  LEFT JOIN functional AS f ON f.code = a.functional_code
WHERE a.form = 'expenditure' AND a.is_leaf GROUP BY a.slug, a.fiscal_year, a.functional_code;

CREATE VIEW basic_by_economic AS
SELECT a.slug, a.fiscal_year, r.department, a.economic_code, e.name AS economic_name, a.expenditure_group,
  sum(a.amount_fen) / 100.0 AS yuan
FROM amounts AS a JOIN reports AS r USING (slug, fiscal_year)
  LEFT JOIN economic AS e ON e.code = a.economic_code
WHERE a.form = 'basic-expenditure' AND a.is_leaf AND a.economic_code IS NOT NULL
GROUP BY a.slug, a.fiscal_year, a.economic_code;

CREATE VIEW budget_and_final AS
SELECT a.slug, a.fiscal_year, r.department, a.functional_code, max(a.label) AS label,
  max(CASE WHEN a.phase = 'approved' THEN a.amount_fen END) / 100.0 AS approved_yuan,
  max(CASE WHEN a.phase = 'adjusted' THEN a.amount_fen END) / 100.0 AS adjusted_yuan,
  max(CASE WHEN a.phase = 'executed' THEN a.amount_fen END) / 100.0 AS executed_yuan
FROM amounts AS a JOIN reports AS r USING (slug, fiscal_year)
WHERE a.form = 'budget-execution' GROUP BY a.slug, a.fiscal_year, a.row;
