-- What was spent on agency staff in each month, by service: the cost codes of agency staff and their fees.
SELECT to_char(posted, 'YYYY-MM') AS month,
       service,
       round(sum(pence) / 100.0, 2) AS pounds
FROM finance.ledger_line
WHERE cost_code IN ('1050', '1055')
GROUP BY month, service
ORDER BY month, service
