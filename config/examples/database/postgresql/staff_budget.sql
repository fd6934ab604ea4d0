-- The budget for staff of each financial year, by service.
SELECT financial_year, service, round(sum(pence) / 100.0, 2) AS pounds
FROM finance.budget
WHERE cost_code IN ('1010', '1020')
GROUP BY financial_year, service
ORDER BY financial_year, service
