-- On the last day of each month, by service: full-time equivalents and people employed, and agency workers who
-- have been in post for more than a year. People count once, however many posts they fill.
SELECT month_end.day,
       placement.service,
       sum(CASE WHEN kind = 'employee' THEN fte ELSE 0 END) AS fte,
       count(DISTINCT CASE WHEN kind = 'employee' THEN person END) AS people,
       count(DISTINCT CASE WHEN kind = 'agency' AND started <= month_end.day - interval '1 year' THEN person END)
         AS agency_over_a_year
FROM hr.month_end
JOIN hr.placement ON started <= month_end.day AND (ended IS NULL OR ended > month_end.day)
GROUP BY month_end.day, placement.service
ORDER BY month_end.day, placement.service
