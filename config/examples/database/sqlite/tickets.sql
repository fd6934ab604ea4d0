-- Tickets resolved within four days, of those opened in a month; the months in which a ticket changed since the
-- run before, each whole.
SELECT strftime('%Y-%m', opened) AS month,
       sum(days_open <= 4) AS in_time,
       count(*) AS opened,
       max(changed) AS changed
FROM ticket
WHERE strftime('%Y-%m', opened) IN (SELECT strftime('%Y-%m', opened) FROM ticket WHERE changed >= :since)
GROUP BY month
ORDER BY month
