// The reads of Mercurius and Yoga: one statement for all records of a kind that a request needs.
import postgres from 'postgres';

export const sql = postgres(process.env.DATABASE_URL, {
  max: Number(process.env.POOL_SIZE),
  transform: postgres.camel,
  // A date is a date, and stays the text that it goes out as.
  types: { date: { to: 1082, from: [1082], serialize: (day) => day, parse: (day) => day } },
});

const opportunityColumns = sql`id, version, name, state, stage, currency, account_id,
  estimated_revenue, estimated_close_date, actual_revenue, actual_close_date`;

export const opportunity = async (id) =>
  (await sql`SELECT ${opportunityColumns} FROM opportunity WHERE id = ${id}`)[0];

export const opportunities = (first) => sql`
  SELECT ${opportunityColumns} FROM opportunity ORDER BY created_at DESC, id DESC LIMIT ${first}`;

export const accounts = async (ids) => {
  const wanted = [...new Set(ids)].filter((id) => id !== null);
  const rows = await sql`SELECT id, name FROM account WHERE id = ANY(${wanted})`;
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id) ?? null);
};

const grouped = (keys, rows, keyOf) => {
  const groups = new Map(keys.map((key) => [key, []]));
  for (const row of rows) groups.get(keyOf(row)).push(row);
  return keys.map((key) => groups.get(key));
};

export const quotes = async (keys) => {
  const rows = await sql`
    SELECT place, q.id, number, name, state, currency, total_amount, closed_on
    FROM unnest(${keys.map((key) => key.id)}::text[], ${keys.map((key) => key.first)}::int[])
      WITH ORDINALITY AS wanted (opportunity_id, first, place)
    CROSS JOIN LATERAL (
      SELECT * FROM quote q WHERE q.opportunity_id = wanted.opportunity_id
      ORDER BY q.created_at DESC, q.id DESC LIMIT wanted.first) q
    ORDER BY place, q.created_at DESC, q.id DESC`;
  const places = keys.map((_, index) => String(index + 1));
  return grouped(places, rows, (row) => row.place).map((nodes) => ({ nodes }));
};

export const lines = async (quoteIds) => {
  const rows = await sql`
    SELECT id, quote_id, position, name, quantity, amount, currency FROM quote_line
    WHERE quote_id = ANY(${quoteIds}) ORDER BY quote_id, position`;
  return grouped(quoteIds, rows, (row) => row.quoteId);
};
