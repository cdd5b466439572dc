-- PostGraphile's writes: each a function, which is one statement of one transaction.
-- A volatile function's statements see what was committed before each: the lock goes first.

CREATE TYPE closed_quotes AS (opportunity opportunity, quotes quote[]);
CREATE TYPE closed_opportunity AS (opportunity opportunity, close opportunity_close);

CREATE FUNCTION new_key(prefix text) RETURNS text LANGUAGE sql VOLATILE AS $$
  SELECT prefix || '_' || left(replace(uuidv7()::text, '-', ''), 26)
$$;

CREATE FUNCTION close_quotes(opportunity_id text, actor_id text) RETURNS closed_quotes
LANGUAGE plpgsql VOLATILE STRICT AS $$
#variable_conflict use_column
DECLARE
  locked opportunity;
  closed quote[];
  ids text[];
  reason text;
  now timestamptz;
BEGIN
  SELECT * INTO locked FROM opportunity WHERE id = $1 FOR UPDATE;
  IF locked.state IS DISTINCT FROM 'OPEN' THEN
    RAISE EXCEPTION 'OPPORTUNITY_NOT_OPEN';
  END IF;
  now := clock_timestamp();
  SELECT id INTO reason FROM status_reason
    WHERE quote_state = 'CLOSED' AND is_default AND is_active;
  WITH changed AS (
    UPDATE quote q SET state = 'CLOSED', status_reason_id = reason, closed_on = (now AT TIME ZONE 'UTC')::date,
      version = version + 1, updated_at = now
    WHERE q.opportunity_id = $1 AND state IN ('ACTIVE', 'DRAFT')
    RETURNING q.*)
  SELECT array_agg(changed::quote ORDER BY created_at DESC, id DESC),
    array_agg(id::text ORDER BY created_at DESC, id DESC)
    INTO closed, ids FROM changed;
  IF ids IS NULL THEN
    RETURN ROW(locked, closed)::closed_quotes;
  END IF;
  INSERT INTO quote_close (id, quote_id, status_reason_id, closed_on, closed_by_id, closed_at)
    SELECT new_key('qcl'), id, reason, (now AT TIME ZONE 'UTC')::date, $2, now
    FROM unnest(ids) AS id;
  INSERT INTO event (id, type, opportunity_id, payload, actor_id, occurred_at)
    VALUES (new_key('evt'), 'QuotesClosed', $1,
      format('{"opportunity_id":"%s","quote_ids":["%s"]}', $1, array_to_string(ids, '","')),
      $2, now);
  UPDATE opportunity SET version = version + 1, updated_at = now WHERE id = $1
    RETURNING * INTO locked;
  RETURN ROW(locked, closed)::closed_quotes;
END $$;

CREATE FUNCTION close_opportunity(opportunity_id text, outcome text, actor_id text)
RETURNS closed_opportunity LANGUAGE plpgsql VOLATILE STRICT AS $$
#variable_conflict use_column
DECLARE
  locked opportunity;
  recorded opportunity_close;
  now timestamptz;
BEGIN
  SELECT * INTO locked FROM opportunity WHERE id = $1 FOR UPDATE;
  IF locked.state IS DISTINCT FROM 'OPEN' THEN
    RAISE EXCEPTION 'OPPORTUNITY_NOT_OPEN';
  END IF;
  PERFORM FROM quote q WHERE q.opportunity_id = $1 AND q.state = 'ACTIVE';
  IF FOUND THEN
    RAISE EXCEPTION 'OPPORTUNITY_HAS_ACTIVE_QUOTES';
  END IF;
  now := clock_timestamp();
  UPDATE opportunity SET state = $2, is_open = false, version = version + 1, updated_at = now,
      actual_revenue = CASE $2 WHEN 'WON' THEN estimated_revenue ELSE 0 END,
      actual_close_date = (now AT TIME ZONE 'UTC')::date,
      status_reason_id = (SELECT id FROM status_reason
        WHERE opportunity_state = $2 AND is_default AND is_active)
    WHERE id = $1 RETURNING * INTO locked;
  INSERT INTO opportunity_close (id, opportunity_id, outcome, status_reason_id, actual_revenue,
      currency, actual_close_date, stage_at_close, closed_by_id, closed_at)
    VALUES (new_key('ocl'), $1, $2, locked.status_reason_id, locked.actual_revenue,
      locked.currency, locked.actual_close_date, locked.stage, $3, now)
    RETURNING * INTO recorded;
  INSERT INTO event (id, type, opportunity_id, payload, actor_id, occurred_at)
    VALUES (new_key('evt'), 'OpportunityClosed', $1,
      format('{"opportunity_id":"%s","close_id":"%s","outcome":"%s"}', $1, recorded.id, $2),
      $3, now);
  RETURN ROW(locked, recorded)::closed_opportunity;
END $$;
