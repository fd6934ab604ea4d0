-- Tickets resolved within four days, of those opened in a month; the months in which a ticket changed since the
-- run before, each whole.
SELECT to_char(opened, 'YYYY-MM') AS month,
       count(*) FILTER (WHERE days_open <= 4) AS in_time,
       count(*) AS opened,
       max(changed) AS changed
FROM service_desk.ticket
WHERE date_trunc('month', opened) IN (SELECT date_trunc('month', opened) FROM service_desk.ticket WHERE changed >= :since)
GROUP BY month
ORDER BY month
