-- Condition keep-up as a person would write it: one pass over the people of those in force, one over each of their means.
WITH carrying AS (
    SELECT DISTINCT ON (held.id) held.id AS qualification, filing.id AS filing, filing.kind, filing.fixed_assets,
           filing.organisation_id, trim(owner.name) AS name, trim(filing.organisation_name) AS filed_name
    FROM institutions_qualification held
    JOIN institutions_filing filing ON filing.qualification_id = held.id
    JOIN parties_organisation owner ON owner.id = held.organisation_id
    WHERE held.state IN ('active', 'rectifying') AND held.valid_from <= %(on)s
      AND (held.valid_to >= %(on)s OR EXISTS (
              SELECT FROM institutions_filing renewal
              WHERE renewal.qualification_id = held.id AND renewal.type = 'renewal' AND renewal.submitted_on IS NOT NULL
                AND NOT renewal.state = ANY(%(closed)s)))
      AND filing.state IN ('announced', 'certificate_due', 'certified')
      AND filing.type IN ('initial', 'scope_change', 're_verification', 'renewal')
    ORDER BY held.id, filing.decided_on DESC, filing.id DESC
), present AS (
    SELECT carrying.filing, carrying.kind, person.*,
           person.is_full_time AND person.contract_from <= %(on)s
               AND (person.contract_to IS NULL OR person.contract_to >= %(on)s)
               AND person.insured_months >= 1 AND person.insured_unit <> ''
               AND trim(person.insured_unit) IN (carrying.name, carrying.filed_name)
               AND CASE carrying.kind WHEN 'evaluation' THEN person.evaluator_level IS NOT NULL
                                      ELSE person.years_in_industry >= 2 END AS counts
    FROM carrying
    JOIN institutions_professional person ON person.filing_id = carrying.filing
    LEFT JOIN LATERAL (
        SELECT bool_or(work.is_full_time AND work.period @> %(on)s::date AND work.organisation_id = carrying.organisation_id) AS stays,
               bool_or(upper(work.period) <= %(on)s AND work.organisation_id = carrying.organisation_id) AS has_left,
               bool_or(work.is_full_time AND work.period @> %(on)s::date) AS works
        FROM parties_employment work WHERE work.person_id = person.person_id
    ) known ON TRUE
    WHERE coalesce(known.stays, FALSE) OR NOT (coalesce(known.has_left, FALSE) OR coalesce(known.works, FALSE))
), staff AS (
    SELECT filing, count(*) AS n, count(*) FILTER (WHERE evaluator_level = 1) AS one,
           count(*) FILTER (WHERE evaluator_level IN (1, 2)) AS two,
           count(*) FILTER (WHERE engineer_level IN ('intermediate', 'senior')) AS engineers,
           count(*) FILTER (WHERE title IN ('intermediate', 'senior')) AS middle,
           count(*) FILTER (WHERE title = 'senior') AS senior
    FROM present WHERE counts GROUP BY filing
), skills AS (
    SELECT filing, skill, count(DISTINCT id) AS n
    FROM present, jsonb_array_elements_text(specialties) skill WHERE counts GROUP BY filing, skill
), scopes AS (
    SELECT carrying.filing, count(*) AS n
    FROM carrying JOIN institutions_qualificationscope scope ON scope.qualification_id = carrying.qualification
    WHERE scope.since <= %(on)s AND (scope.until IS NULL OR scope.until > %(on)s) GROUP BY 1
), unskilled AS (
    SELECT DISTINCT carrying.filing
    FROM carrying
    JOIN institutions_qualificationscope scope ON scope.qualification_id = carrying.qualification
        AND scope.since <= %(on)s AND (scope.until IS NULL OR scope.until > %(on)s)
    JOIN institutions_scopespecialty need ON need.scope_id = scope.business_id
    LEFT JOIN skills ON skills.filing = carrying.filing AND skills.skill = need.specialty
    WHERE coalesce(skills.n, 0) < need.minimum
), posts AS (
    SELECT present.filing, count(DISTINCT post.post) AS n
    FROM institutions_keypost post JOIN present ON present.filing = post.filing_id AND present.person_id = post.person_id
    WHERE CASE present.kind
              WHEN 'inspection' THEN present.title = 'senior' AND present.years_in_industry >= 8
              ELSE present.is_full_time AND CASE post.post
                  WHEN 'technical_director'
                      THEN present.evaluator_level = 1 AND present.title = 'senior' AND present.years_in_industry >= 8
                  ELSE post.post = 'process_control_director' AND present.evaluator_level > 0 END END
    GROUP BY 1
), premises AS (
    SELECT filing_id AS filing, sum(area) AS whole, sum(area) FILTER (WHERE use <> 'laboratory') AS workplace,
           sum(area) FILTER (WHERE use = 'archive') AS archive
    FROM institutions_premises WHERE filing_id IN (SELECT filing FROM carrying) GROUP BY 1
), equipment AS (
    SELECT filing_id AS filing, sum(value * quantity) AS value
    FROM institutions_equipment WHERE filing_id IN (SELECT filing FROM carrying) GROUP BY 1
)
SELECT carrying.filing
FROM carrying
LEFT JOIN staff USING (filing) LEFT JOIN scopes USING (filing) LEFT JOIN posts USING (filing)
LEFT JOIN premises USING (filing) LEFT JOIN equipment USING (filing) LEFT JOIN unskilled USING (filing)
WHERE unskilled.filing IS NOT NULL OR NOT coalesce(
    CASE carrying.kind
        WHEN 'evaluation' THEN carrying.fixed_assets >= 800 AND premises.workplace >= 1000 AND premises.archive >= 100
            AND staff.n >= 25 + 5 * (scopes.n - 1) AND staff.one * 100 >= 20 * staff.n
            AND staff.two * 100 >= 50 * staff.n AND staff.engineers * 100 >= 30 * staff.n AND posts.n >= 2
        ELSE carrying.fixed_assets >= 1000 AND premises.whole >= 1000 AND equipment.value >= 800
            AND staff.n >= 25 + 5 * (scopes.n - 1) AND staff.engineers * 100 >= 30 * staff.n
            AND staff.middle * 100 >= 50 * staff.n AND staff.senior * 100 >= 25 * staff.n AND posts.n >= 3
    END, FALSE)
