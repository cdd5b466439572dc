-- PostGraphile's writes: each a function, which is one statement of one transaction.
-- A volatile function's statements see what was committed before each: the lock goes first.

CREATE TYPE closed_quotes AS (opportunity opportunity, quotes quote[]);
CREATE TYPE closed_opportunity AS (opportunity opportunity, close opportunity_close);

CREATE FUNCTION new_key(prefix text) RETURNS text LANGUAGE sql VOLATILE AS $$
  SELECT prefix || '_' || left(replace(uuidv7()::text, '-', ''), 26)
$$;

CREATE FUNCTION amount_text(amount bigint, currency text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE
    WHEN currency = ANY ('{BIF,CLP,DJF,GNF,ISK,JPY,KMF,KRW,PYG,RWF,UGX,UYI,VND,VUV,XAF,XOF,XPF}')
      THEN (amount / 10000)::text
    WHEN currency = ANY ('{BHD,IQD,JOD,KWD,LYD,OMR,TND}') THEN (amount / 10 * 0.001)::text
    WHEN currency = ANY ('{CLF,UYW}') THEN (amount * 0.0001)::text
    ELSE (amount / 100 * 0.01)::text
  END
$$;

CREATE FUNCTION close_quotes(opportunity_id text, actor_id text) RETURNS closed_quotes
LANGUAGE plpgsql VOLATILE STRICT AS $$
#variable_conflict use_column
DECLARE
  locked opportunity;
  previous quote[];
  closed quote[];
  ids text[];
  reason text;
  happened text := new_key('evt');
  now timestamptz;
  today date;
BEGIN
  SELECT * INTO locked FROM opportunity WHERE id = $1 FOR UPDATE;
  IF locked.state IS DISTINCT FROM 'OPEN' THEN
    RAISE EXCEPTION 'OPPORTUNITY_NOT_OPEN';
  END IF;
  now := clock_timestamp();
  today := (now AT TIME ZONE 'UTC')::date;
  SELECT id INTO reason FROM status_reason
    WHERE quote_state = 'CLOSED' AND is_default AND is_active;
  WITH changed AS (
    UPDATE quote q SET state = 'CLOSED', status_reason_id = reason, closed_on = today,
      version = version + 1, updated_at = now
    WHERE q.opportunity_id = $1 AND state IN ('ACTIVE', 'DRAFT')
    RETURNING old AS before, new AS after)
  SELECT array_agg(before), array_agg(after ORDER BY (after).created_at DESC, (after).id DESC),
    array_agg((after).id::text ORDER BY (after).created_at DESC, (after).id DESC)
    INTO previous, closed, ids FROM changed;
  IF ids IS NULL THEN
    RETURN ROW(locked, closed)::closed_quotes;
  END IF;
  INSERT INTO quote_close (id, quote_id, status_reason_id, closed_on, closed_by_id, closed_at)
    SELECT new_key('qcl'), id, reason, today, $2, now
    FROM unnest(ids) AS id;
  INSERT INTO event (id, position, type, opportunity_id, opportunity_version, payload, actor_id,
      occurred_at)
    VALUES (happened, pg_current_xact_id()::text::bigint, 'QuotesClosed', $1, locked.version + 1,
      format('{"opportunityId":"%s","quoteIds":["%s"]}', $1, array_to_string(ids, '","')),
      $2, now);
  INSERT INTO field_change (id, event_id, entity_id, version, field, old_value, new_value)
    SELECT new_key('chg'), happened, q.id, q.version + 1, field, before, after
    FROM unnest(previous) AS q, LATERAL (VALUES
      ('state', q.state, 'CLOSED'),
      ('statusReason', q.status_reason_id, reason),
      ('closedOn', q.closed_on::text, today::text)) AS change (field, before, after)
    WHERE before IS DISTINCT FROM after;
  UPDATE opportunity SET version = version + 1, updated_at = now WHERE id = $1
    RETURNING * INTO locked;
  RETURN ROW(locked, closed)::closed_quotes;
END $$;

CREATE FUNCTION close_opportunity(opportunity_id text, outcome text, actor_id text)
RETURNS closed_opportunity LANGUAGE plpgsql VOLATILE STRICT AS $$
#variable_conflict use_column
DECLARE
  locked opportunity;
  changed opportunity;
  recorded opportunity_close;
  happened text := new_key('evt');
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
    WHERE id = $1 RETURNING * INTO changed;
  INSERT INTO opportunity_close (id, opportunity_id, outcome, status_reason_id, actual_revenue,
      currency, actual_close_date, stage_at_close, closed_by_id, closed_at)
    VALUES (new_key('ocl'), $1, $2, changed.status_reason_id, changed.actual_revenue,
      changed.currency, changed.actual_close_date, changed.stage, $3, now)
    RETURNING * INTO recorded;
  INSERT INTO event (id, position, type, opportunity_id, opportunity_version, payload, actor_id,
      occurred_at)
    VALUES (happened, pg_current_xact_id()::text::bigint, 'OpportunityClosed', $1, changed.version,
      format('{"opportunityId":"%s","closeId":"%s","outcome":"%s"}', $1, recorded.id, $2),
      $3, now);
  INSERT INTO field_change (id, event_id, entity_id, version, field, old_value, new_value)
    SELECT new_key('chg'), happened, changed.id, changed.version, field, before, after
    FROM (VALUES
      ('state', locked.state, changed.state),
      ('statusReason', locked.status_reason_id, changed.status_reason_id),
      ('actualRevenue', amount_text(locked.actual_revenue, locked.currency),
        amount_text(changed.actual_revenue, changed.currency)),
      ('actualCloseDate', locked.actual_close_date::text, changed.actual_close_date::text))
      AS change (field, before, after)
    WHERE before IS DISTINCT FROM after;
  RETURN ROW(changed, recorded)::closed_opportunity;
END $$;
