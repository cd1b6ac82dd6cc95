-- Views for the common questions, in collection.sqlite and console.sqlite. Each holds money once: any sum over one of them
-- counts nothing twice. (The table amounts holds the same money in several forms and on several levels.)

CREATE VIEW income AS
SELECT a.slug, a.fiscal_year, r.department, a.functional_code, f.name AS functional_name, a.funding_source,
  a.amount_yuan AS yuan, a.amount_fen AS fen
FROM amounts AS a JOIN reports AS r USING (slug, fiscal_year) LEFT JOIN functional AS f ON f.code = a.functional_code
WHERE a.form = 'revenue' AND a.is_leaf;

CREATE VIEW spending AS
SELECT a.slug, a.fiscal_year, r.department, a.functional_code, f.name AS functional_name, a.expenditure_type,
  a.amount_yuan AS yuan, a.amount_fen AS fen
FROM amounts AS a JOIN reports AS r USING (slug, fiscal_year) LEFT JOIN functional AS f ON f.code = a.functional_code
WHERE a.form = 'expenditure' AND a.is_leaf;

CREATE VIEW appropriated_spending AS
SELECT a.slug, a.fiscal_year, r.department, a.form AS budget, a.functional_code, f.name AS functional_name,
  a.expenditure_type, a.amount_yuan AS yuan, a.amount_fen AS fen
FROM amounts AS a JOIN reports AS r USING (slug, fiscal_year) LEFT JOIN functional AS f ON f.code = a.functional_code
WHERE a.form IN ('general-public-budget', 'government-fund-budget', 'state-capital-budget')
  AND a.is_leaf AND a.direction = 'expenditure' AND a.balance IS NULL;

CREATE VIEW basic_spending AS
SELECT a.slug, a.fiscal_year, r.department, a.economic_code, e.name AS economic_name, a.expenditure_group,
  a.amount_yuan AS yuan, a.amount_fen AS fen
FROM amounts AS a JOIN reports AS r USING (slug, fiscal_year) LEFT JOIN economic AS e ON e.code = a.economic_code
WHERE a.form = 'basic-expenditure' AND a.is_leaf;

CREATE VIEW three_public_final AS
SELECT a.slug, a.fiscal_year, r.department, a.item, a.amount_yuan AS yuan, a.amount_fen AS fen
FROM amounts AS a JOIN reports AS r USING (slug, fiscal_year)
WHERE a.form = 'three-public-expenses' AND a.field = 'final' AND a.is_leaf;

CREATE VIEW plan_and_final AS
SELECT e.slug, e.fiscal_year, r.department, e.functional_code, e.name, e.approved_yuan, e.adjusted_yuan, e.budget_yuan,
  e.amount_yuan AS final_yuan, e.final_in_form_yuan, e.final_check, e.reason
FROM budget_execution AS e JOIN reports AS r USING (slug, fiscal_year) WHERE ifnull(e.level, '') <> 'total';
