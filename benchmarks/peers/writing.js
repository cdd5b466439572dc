// The writes of Mercurius and Yoga: lock the opportunity, look, change, record, all or nothing.
import { randomBytes } from 'node:crypto';
import { sql } from './reading.js';

const ACTOR = process.env.ACTOR;
const refused = (code) => ({ opportunity: null, closedQuotes: null, close: null, errors: [{ code }] });

const key = (prefix) =>
  `${prefix}_${Date.now().toString(16).padStart(12, '0')}${randomBytes(7).toString('hex')}`;

const lock = async (tx, id) =>
  (await tx`SELECT id, state, stage, currency, estimated_revenue FROM opportunity
    WHERE id = ${id} FOR UPDATE`)[0];

const event = (tx, type, id, payload, now) => tx`
  INSERT INTO event (id, type, opportunity_id, payload, actor_id, occurred_at)
  VALUES (${key('evt')}, ${type}, ${id}, ${JSON.stringify(payload)}, ${ACTOR}, ${now})`;

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
      tx`SELECT id FROM quote WHERE opportunity_id = ${id} AND state IN ('ACTIVE', 'DRAFT')
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
    // The driver sends these one after the other without waiting in between.
    const [closed, , , [touched]] = await Promise.all([
      tx`UPDATE quote SET state = 'CLOSED', status_reason_id = ${reason.id}, closed_on = ${today},
          version = version + 1, updated_at = ${now}
        WHERE id = ANY(${ids}) RETURNING id, number, name, state, closed_on, currency, total_amount`,
      tx`INSERT INTO quote_close ${tx(records)}`,
      event(tx, 'QuotesClosed', id, { opportunity_id: id, quote_ids: ids }, now),
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
    const revenue = outcome === 'WON' ? opportunity.estimatedRevenue : 0;
    const close = key('ocl');
    const payload = { opportunity_id: id, close_id: close, outcome };
    const [[changed], [record]] = await Promise.all([
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
      event(tx, 'OpportunityClosed', id, payload, now),
    ]);
    return { opportunity: changed, close: record, errors: [] };
  });
