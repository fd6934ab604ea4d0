-- What was spent on agency staff in each month, by service: the cost codes of agency staff and their fees.
SELECT strftime('%Y-%m', posted) AS month,
       service,
       sum(pence) / 100.0 AS pounds
FROM ledger_line
WHERE cost_code IN ('1050', '1055')
GROUP BY month, service
ORDER BY month, service
