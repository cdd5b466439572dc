// What the programs here do beside being clients: they print their answers, a JSON line a step.

import { readFileSync } from "node:fs";

/** A document that asks for more than the server takes. */
export const TOO_DEEP = readFileSync(new URL("too_deep.graphql", import.meta.url), "utf8");

export function tell(step, answer) {
  console.log(JSON.stringify({ [step]: answer }));
}

/** fetch that notes each request in `sent`: its method, the document or its hash or both, the status. */
export function notingFetch(sent) {
  return async (url, options = {}) => {
    const answer = await fetch(url, options);
    const method = options.method ?? "GET";
    const { operationName, query, extensions } =
      method === "GET" ? byUrl(new URL(url).searchParams) : JSON.parse(options.body);
    const parts = [query && "document", extensions?.persistedQuery && "hash"].filter(Boolean);
    sent.push(`${operationName}: ${method} ${parts.join("+")} ${answer.status}`);
    return answer;
  };
}

function byUrl(parameters) {
  const { extensions, ...rest } = Object.fromEntries(parameters);
  return { ...rest, extensions: extensions && JSON.parse(extensions) };
}
