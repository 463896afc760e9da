-- What is in the index already is searched by what names are entered with from now on: fewer and shorter lexemes.
UPDATE search_nameentry SET grams = array_to_tsvector(ARRAY(
    SELECT DISTINCT found.lexeme FROM (
        SELECT substr(text, place, 2) FROM generate_series(1, length(text)) AS place
        UNION ALL
        SELECT upper(substr(initials, place, 2)) FROM generate_series(1, length(initials) - 1) AS place
            WHERE octet_length(substr(initials, place, 2)) = 2
        UNION ALL
        SELECT '~' || left(reading, 8)
        UNION ALL
        SELECT '=' || code WHERE code <> ''
        UNION ALL
        SELECT '@' || left(region_path, place) FROM generate_series(1, length(region_path)) AS place
            WHERE substr(region_path, place, 1) = '/'
    ) AS found (lexeme)
));
