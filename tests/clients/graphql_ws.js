// graphql-ws: the story over one WebSocket, in the protocol graphql-transport-ws.

import { readFileSync } from "node:fs";
import { createClient } from "graphql-ws";
import WebSocket from "ws"; // a browser has its own, and sends its languages by itself
import { TOO_DEEP, tell } from "./telling.js";

const [url, id] = process.argv.slice(2);
const document = readFileSync(new URL("story.graphql", import.meta.url), "utf8");

class JapaneseWebSocket extends WebSocket {
  constructor(address, protocols) {
    super(address, protocols, { headers: { "Accept-Language": "ja" } });
  }
}

const client = createClient({ url, webSocketImpl: WebSocket });
const japanese = createClient({ url, webSocketImpl: JapaneseWebSocket });

/** The one answer to a query or a mutation. */
async function send(operationName, variables, { by = client, query = document } = {}) {
  for await (const answer of by.iterate({ query, operationName, variables })) return answer;
}

/** The code of an error: in the answer, or thrown with the list of them if nothing was run at all. */
async function codeOf(sent) {
  const [error] = await sent.then((answer) => answer.errors, (errors) => errors);
  return error.extensions.code;
}

const won = { opportunityId: id, outcome: "WON", actualRevenue: { amount: "48500.00" } };
const robots = { opportunityId: id };

tell("quotes", (await send("Quotes", { id })).data);
tell("refused", (await send("CloseOpportunity", { input: won })).data);
tell("refusedInJapanese", (await send("CloseOpportunity", { input: won }, { by: japanese })).data);
tell("quotesClosed", (await send("CloseQuotes", { input: robots })).data);
tell("closed", (await send("CloseOpportunity", { input: won })).data);
tell("reopened", (await send("ReopenOpportunity", { input: robots }, { by: japanese })).data);

// A socket has headers only once: here the key is a part of the input.
const terminal = { name: "Second terminal", currency: "KWD", idempotencyKey: "order-17" };
tell("created", (await send("CreateOpportunity", { input: terminal })).data);
tell("createdAgain", (await send("CreateOpportunity", { input: terminal })).extensions.idempotentReplays);

tell("invalid", await codeOf(send("Invalid", {}, { query: "query Invalid { viewer { shoeSize } }" })));
tell("wrongVariable", await codeOf(send("CloseOpportunity", { input: { ...won, outcome: "PERHAPS" } })));
tell("tooMuch", await codeOf(send("TooDeep", {}, { query: TOO_DEEP })));

await Promise.all([client.dispose(), japanese.dispose()]);
