// What Mercurius and Yoga serve: the part of Clinch's schema that the cases need.
export const typeDefs = /* GraphQL */ `
  scalar Date
  scalar Decimal

  type Money { amount: Decimal! currency: String! }
  type Account { id: ID! name: String! }
  type QuoteLine { id: ID! position: Int! name: String! quantity: Decimal! amount: Money! }
  type Quote {
    id: ID! number: String! name: String! state: String! totalAmount: Money! closedOn: Date
    lines: [QuoteLine!]!
  }
  type QuoteConnection { nodes: [Quote!]! }
  type Opportunity {
    id: ID! version: Int! name: String! state: String! stage: String!
    estimatedRevenue: Money estimatedCloseDate: Date actualRevenue: Money actualCloseDate: Date
    account: Account
    quotes(first: Int = 20): QuoteConnection!
  }
  type OpportunityConnection { nodes: [Opportunity!]! }
  type OpportunityClose { outcome: OpportunityOutcome! actualCloseDate: Date! }
  type UserError { code: String! }

  enum OpportunityOutcome { WON LOST }
  input CloseQuotesInput { opportunityId: ID! }
  input CloseOpportunityInput { opportunityId: ID! outcome: OpportunityOutcome! }
  type CloseQuotesPayload { opportunity: Opportunity closedQuotes: [Quote!] errors: [UserError!]! }
  type CloseOpportunityPayload {
    opportunity: Opportunity close: OpportunityClose errors: [UserError!]!
  }

  type Query {
    opportunity(id: ID!): Opportunity
    opportunities(first: Int = 20): OpportunityConnection!
  }
  type Mutation {
    closeQuotes(input: CloseQuotesInput!): CloseQuotesPayload
    closeOpportunity(input: CloseOpportunityInput!): CloseOpportunityPayload
  }
`;
