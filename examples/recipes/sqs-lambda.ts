// SQS + Lambda, with the ledger in DynamoDB. NOT run on AWS: tested with stand-ins for the table and the queue.
import type { BatchSteps, IntentEntry, Ledger, LedgerEntry } from "ugoku/batch";
import { type Message, type VisitOptions, visit } from "./visit.js";

/** The part of DynamoDBDocument (@aws-sdk/lib-dynamodb) that the ledger needs. The table's key is `key`; the index `bySentAt` has
 * `kind` and `sentAt`. */
export interface Table {
  get(input: { TableName: string; Key: { key: string }; ConsistentRead: true }): Promise<{ Item?: Row }>;
  put(input: {
    TableName: string;
    Item: Row;
    ConditionExpression?: string;
    ExpressionAttributeNames?: object;
    ExpressionAttributeValues?: object;
  }): Promise<unknown>;
  query(input: {
    TableName: string;
    IndexName: string;
    KeyConditionExpression: string;
    ExpressionAttributeValues: object;
    ExclusiveStartKey?: object;
  }): Promise<{ Items?: Row[]; LastEvaluatedKey?: object }>;
}

export interface Row {
  key: string;
  kind: "entry";
  sentAt: number;
  status: string;
  entry: LedgerEntry;
}

export function dynamoLedger(table: Table, TableName: string): Ledger {
  const rowOf = (entry: LedgerEntry): Row => {
    const sentAt = "ticket" in entry ? entry.ticket.createdAt : "attempt" in entry ? entry.attempt.sentAt : 0;
    return { key: entry.key, kind: "entry", sentAt, status: entry.status, entry };
  };
  const read = async (key: string) => (await table.get({ TableName, Key: { key }, ConsistentRead: true })).Item?.entry;
  return {
    read,
    // One conditional write: of two workers, DynamoDB accepts one, and has stored it on several disks when it responds.
    async claim(intent: IntentEntry) {
      try {
        await table.put({
          TableName,
          Item: rowOf(intent),
          ConditionExpression: "attribute_not_exists(#key) OR #status = :rejected",
          ExpressionAttributeNames: { "#key": "key", "#status": "status" },
          ExpressionAttributeValues: { ":rejected": "rejected" },
        });
        return undefined;
      } catch (error) {
        if ((error as Error).name !== "ConditionalCheckFailedException") throw error;
        return await read(intent.key);
      }
    },
    write: async (entry) => void (await table.put({ TableName, Item: rowOf(entry) })),
    async *since(from) {
      let ExclusiveStartKey: object | undefined;
      do {
        const page = await table.query({
          TableName,
          IndexName: "bySentAt",
          KeyConditionExpression: "kind = :kind AND sentAt >= :from",
          ExpressionAttributeValues: { ":kind": "entry", ":from": from },
          ...(ExclusiveStartKey && { ExclusiveStartKey }),
        });
        for (const { entry } of page.Items ?? []) yield entry;
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey);
    },
  };
}

/** The handler of the queue, with ReportBatchItemFailures on. `send` is SendMessageCommand with these two. */
export function sqsHandler(
  steps: BatchSteps,
  send: (message: { MessageBody: string; DelaySeconds: number }) => Promise<unknown>,
  options: VisitOptions,
) {
  return async ({ Records }: { Records: readonly { messageId: string; body: string }[] }) => {
    const batchItemFailures: { itemIdentifier: string }[] = [];
    for (const { messageId, body } of Records) {
      try {
        const next = await visit(steps, JSON.parse(body) as Message, options);
        if (next.status === "failed") console.error(next.code, next.message);
        // SQS delays a message for 15 minutes at most; a visit that is too early waits again.
        if (next.status === "again")
          await send({
            MessageBody: JSON.stringify(next.message),
            DelaySeconds: Math.min(900, Math.ceil(next.delayMs / 1_000)),
          });
      } catch (error) {
        console.error(error);
        batchItemFailures.push({ itemIdentifier: messageId });
      }
    }
    return { batchItemFailures };
  };
}
