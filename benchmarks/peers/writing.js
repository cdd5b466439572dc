// The writes of Mercurius and Yoga: lock the opportunity, look, change, record, all or nothing.
import { randomBytes } from 'node:crypto';
import { amount } from './money.js';
import { sql } from './reading.js';

const ACTOR = process.env.ACTOR;
const refused = (code) => ({ opportunity: null, closedQuotes: null, close: null, errors: [{ code }] });

const key = (prefix) =>
  `${prefix}_${Date.now().toString(16).padStart(12, '0')}${randomBytes(7).toString('hex')}`;

const lock = async (tx, id) =>
  (await tx`SELECT id, version, state, stage, currency, status_reason_id, estimated_revenue,
      actual_revenue, actual_close_date
    FROM opportunity WHERE id = ${id} FOR UPDATE`)[0];

// Of fields with their old and new values: a row of field_change, but its event, for each that differs.
const differences = ({ id, version }, values) =>
  values
    .filter(([, before, after]) => before !== after)
    .map(([field, before, after]) => ({
      id: key('chg'),
      entity_id: id,
      version: version + 1,
      field,
      old_value: before,
      new_value: after,
    }));

const record = (tx, type, { id, version }, payload, changes, now) => {
  const event = key('evt');
  return Promise.all([
    tx`INSERT INTO event (id, position, type, opportunity_id, opportunity_version, payload,
        actor_id, occurred_at)
      VALUES (${event}, pg_current_xact_id()::text::bigint, ${type}, ${id}, ${version + 1},
        ${JSON.stringify(payload)}, ${ACTOR}, ${now})`,
    tx`INSERT INTO field_change ${tx(changes.map((change) => ({ ...change, event_id: event })))}`,
  ]);
};

const refusal = (opportunity) => {
  if (!opportunity) return refused('NOT_FOUND');
  return opportunity.state === 'OPEN' ? null : refused('OPPORTUNITY_NOT_OPEN');
};

export const closeQuotes = ({ opportunityId: id }) =>
  sql.begin(async (tx) => {
    const opportunity = await lock(tx, id);
    const why = refusal(opportunity);
    if (why) return why;
    const [open, [reason]] = await Promise.all([
      tx`SELECT id, version, state, status_reason_id, closed_on FROM quote
        WHERE opportunity_id = ${id} AND state IN ('ACTIVE', 'DRAFT')
        ORDER BY created_at DESC, id DESC`,
      tx`SELECT id FROM status_reason WHERE quote_state = 'CLOSED' AND is_default AND is_active`,
    ]);
    const now = new Date();
    const today = now.toISOString().slice(0, 10);
    const ids = open.map((quote) => quote.id);
    const records = ids.map((quoteId) => ({
      id: key('qcl'),
      quote_id: quoteId,
      status_reason_id: reason.id,
      closed_on: today,
      closed_by_id: ACTOR,
      closed_at: now,
    }));
    const changes = open.flatMap((quote) =>
      differences(quote, [
        ['state', quote.state, 'CLOSED'],
        ['statusReason', quote.statusReasonId, reason.id],
        ['closedOn', quote.closedOn, today],
      ]),
    );
    // The driver sends these one after the other without waiting in between.
    const [closed, , , [touched]] = await Promise.all([
      tx`UPDATE quote SET state = 'CLOSED', status_reason_id = ${reason.id}, closed_on = ${today},
          version = version + 1, updated_at = ${now}
        WHERE id = ANY(${ids}) RETURNING id, number, name, state, closed_on, currency, total_amount`,
      tx`INSERT INTO quote_close ${tx(records)}`,
      record(tx, 'QuotesClosed', opportunity, { opportunityId: id, quoteIds: ids }, changes, now),
      tx`UPDATE opportunity SET version = version + 1, updated_at = ${now} WHERE id = ${id}
        RETURNING id, version, name, state, stage`,
    ]);
    const byId = new Map(closed.map((quote) => [quote.id, quote]));
    return { opportunity: touched, closedQuotes: ids.map((each) => byId.get(each)), errors: [] };
  });

export const closeOpportunity = ({ opportunityId: id, outcome }) =>
  sql.begin(async (tx) => {
    const opportunity = await lock(tx, id);
    const why = refusal(opportunity);
    if (why) return why;
    const [active, [reason]] = await Promise.all([
      tx`SELECT id FROM quote WHERE opportunity_id = ${id} AND state = 'ACTIVE'`,
      tx`SELECT id FROM status_reason
        WHERE opportunity_state = ${outcome} AND is_default AND is_active`,
    ]);
    if (active.length) return refused('OPPORTUNITY_HAS_ACTIVE_QUOTES');
    const now = new Date();
    const today = now.toISOString().slice(0, 10);
    const revenue = outcome === 'WON' ? opportunity.estimatedRevenue : '0';
    const close = key('ocl');
    const payload = { opportunityId: id, closeId: close, outcome };
    const text = (number) => number === null ? null : amount(number, opportunity.currency);
    const changes = differences(opportunity, [
      ['state', opportunity.state, outcome],
      ['statusReason', opportunity.statusReasonId, reason.id],
      ['actualRevenue', text(opportunity.actualRevenue), text(revenue)],
      ['actualCloseDate', opportunity.actualCloseDate, today],
    ]);
    const [[changed], [recorded]] = await Promise.all([
      tx`UPDATE opportunity SET state = ${outcome}, is_open = false, status_reason_id = ${reason.id},
          actual_revenue = ${revenue}, actual_close_date = ${today}, version = version + 1,
          updated_at = ${now}
        WHERE id = ${id}
        RETURNING id, version, name, state, stage, currency, actual_revenue, actual_close_date`,
      tx`INSERT INTO opportunity_close (id, opportunity_id, outcome, status_reason_id,
          actual_revenue, currency, actual_close_date, stage_at_close, closed_by_id, closed_at)
        VALUES (${close}, ${id}, ${outcome}, ${reason.id}, ${revenue}, ${opportunity.currency},
          ${today}, ${opportunity.stage}, ${ACTOR}, ${now})
        RETURNING outcome, actual_close_date`,
      record(tx, 'OpportunityClosed', opportunity, payload, changes, now),
    ]);
    return { opportunity: changed, close: recorded, errors: [] };
  });
