// What every program here does beside being a client: it prints its answers, one JSON line a step.

export function tell(step, answer) {
  console.log(JSON.stringify({ [step]: answer }));
}

/** fetch that notes each request in `sent`: method, document or its hash or both, and the status. */
export function notingFetch(sent) {
  return async (url, options = {}) => {
    const method = options.method ?? "GET";
    const body = method === "GET" ? new URL(url).searchParams : new Map(Object.entries(JSON.parse(options.body)));
    const parts = ["query", "extensions", "documentId"].filter((part) => body.get(part));
    const answer = await fetch(url, options);
    sent.push(`${body.get("operationName")}: ${method} ${parts.join("+")} ${answer.status}`);
    return answer;
  };
}
