// Relay 21: what the compiler made of these documents, and the store that the payloads update.

const {
  Environment,
  Network,
  RecordSource,
  Store,
  commitMutation,
  createOperationDescriptor,
  fetchQuery,
  getRequest,
  getSingularSelector,
  graphql,
} = require("relay-runtime");

const [url, id] = process.argv.slice(2);
const tell = (step, answer) => console.log(JSON.stringify({ [step]: answer }));
let extensions;

// The compiler wrote each document, by its hash, to documents.json, which the server trusts.
async function send({ id: documentId }, variables, { metadata }) {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/graphql-response+json", ...metadata?.headers },
    body: JSON.stringify({ documentId, variables }),
  });
  const result = await answer.json();
  extensions = result.extensions;
  return result;
}

const environment = new Environment({ network: Network.create(send), store: new Store(new RecordSource()) });

const OPPORTUNITY = graphql`
  query storyOpportunityQuery($id: ID!) {
    opportunity(id: $id) { id ...story_quotes }
  }
`;

// Relay asks for more of the list by the object's id: node(id: $id) { ...story_quotes }.
const QUOTES = graphql`
  fragment story_quotes on Opportunity
  @refetchable(queryName: "storyMoreQuotesQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 3 }, cursor: { type: "String" }) {
    quotes(first: $count, after: $cursor) @connection(key: "story_quotes") {
      edges { node { id number state } }
      pageInfo { endCursor hasNextPage }
    }
  }
`;

const OPPORTUNITIES = graphql`
  query storyOpportunitiesQuery {
    opportunities(first: 10, filter: { state: { eq: OPEN } }, orderBy: [{ field: NAME }])
      @connection(key: "story_opportunities", filters: []) {
      __id
      edges { node { name } }
    }
  }
`;

const CLOSE_OPPORTUNITY = graphql`
  mutation storyCloseOpportunityMutation($input: CloseOpportunityInput!) {
    closeOpportunity(input: $input) {
      opportunity { id state version actualRevenue { amount currency } }
      close { outcome closedBy { name } }
      errors {
        code
        message
        remedies { mutation quoteIds }
        ... on BlockingQuotesError { quotes { id number name state } }
      }
    }
  }
`;

const CLOSE_QUOTES = graphql`
  mutation storyCloseQuotesMutation($input: CloseQuotesInput!) {
    closeQuotes(input: $input) {
      closedQuotes { id number state }
      opportunity { id version closeReadiness { canClose } }
      errors { code }
    }
  }
`;

const REOPEN_OPPORTUNITY = graphql`
  mutation storyReopenOpportunityMutation($input: ReopenOpportunityInput!) {
    reopenOpportunity(input: $input) {
      opportunity { id state statusReason { id label } }
      wasOpen
      errors { code }
    }
  }
`;

// The new opportunity goes to the end of the lists that it is told.
const CREATE_OPPORTUNITY = graphql`
  mutation storyCreateOpportunityMutation($input: CreateOpportunityInput!, $lists: [ID!]!) {
    createOpportunity(input: $input) {
      opportunity @appendNode(connections: $lists, edgeTypeName: "OpportunityEdge") { name version }
      errors { code }
    }
  }
`;

const read = (query, variables) => fetchQuery(environment, query, variables).toPromise();

/** A mutation's answer; a refusal is a part of it, and no error. */
function mutate(mutation, input, headers = {}, more = {}) {
  return new Promise((onCompleted, onError) => {
    const cacheConfig = { metadata: { headers } };
    commitMutation(environment, { mutation, variables: { input, ...more }, cacheConfig, onCompleted, onError });
  });
}

/** What the store has, without a request. */
function stored(query, variables, fragment) {
  const { data } = environment.lookup(createOperationDescriptor(getRequest(query), variables).fragment);
  return fragment ? environment.lookup(getSingularSelector(fragment, data.opportunity)).data : data;
}

function quotes() {
  const { edges } = stored(OPPORTUNITY, { id }, QUOTES).quotes;
  return { opportunity: { id, quotes: { nodes: edges.map(({ node }) => node) } } };
}

async function play() {
  await read(OPPORTUNITY, { id });
  const { edges, pageInfo } = stored(OPPORTUNITY, { id }, QUOTES).quotes;
  tell("firstPage", { quotes: edges.length, more: pageInfo.hasNextPage });
  await read(QUOTES.metadata.refetch.operation, { id, count: 3, cursor: pageInfo.endCursor });
  tell("quotes", quotes());

  const won = { opportunityId: id, outcome: "WON", actualRevenue: { amount: "48500.00" } };
  const inJapanese = { "Accept-Language": "ja" };
  tell("refused", await mutate(CLOSE_OPPORTUNITY, won));
  tell("refusedInJapanese", await mutate(CLOSE_OPPORTUNITY, won, inJapanese));

  tell("quotesClosed", await mutate(CLOSE_QUOTES, { opportunityId: id }));
  tell("quotesInCache", quotes()); // no request: the payload's quotes have ids

  tell("closed", await mutate(CLOSE_OPPORTUNITY, won));
  tell("reopened", await mutate(REOPEN_OPPORTUNITY, { opportunityId: id }, inJapanese));

  const { opportunities } = await read(OPPORTUNITIES, {});
  const once = { "Idempotency-Key": "order-17" };
  const terminal = { name: "Second terminal", currency: "KWD" };
  const lists = { lists: [opportunities.__id] };
  tell("created", await mutate(CREATE_OPPORTUNITY, terminal, once, lists));
  await mutate(CREATE_OPPORTUNITY, terminal, once, lists);
  tell("createdAgain", extensions.idempotentReplays);
  tell("namesInStore", stored(OPPORTUNITIES, {}).opportunities.edges.map(({ node }) => node.name));

  const { source } = await mutate(CLOSE_OPPORTUNITY, { ...won, outcome: "PERHAPS" }).catch((error) => error);
  tell("wrongVariable", source.errors[0].extensions.code);
}

play();
