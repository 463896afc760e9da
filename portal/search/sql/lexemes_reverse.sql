-- As names were entered before: every character, and whole readings and codes.
UPDATE search_nameentry SET grams = array_to_tsvector(ARRAY(
    SELECT DISTINCT found.lexeme FROM (
        SELECT substr(text, place, 1) FROM generate_series(1, length(text)) AS place
        UNION ALL
        SELECT substr(text, place, 2) FROM generate_series(1, length(text) - 1) AS place
        UNION ALL
        SELECT 'init:' || substr(initials, place, 2) FROM generate_series(1, length(initials) - 1) AS place
        UNION ALL
        SELECT 'read:' || reading
        UNION ALL
        SELECT 'code:' || code WHERE code <> ''
    ) AS found (lexeme)
));
