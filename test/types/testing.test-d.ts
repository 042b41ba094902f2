import { expectTypeOf, test } from "vitest";
import { createFakeClock, createFakeVideosApi, type FakeOptions, type Fault, sampleImage } from "../../src/testing.js";

test("createFakeVideosApi({ faults }) › a fault takes the options of its kind only", () => {
  const faults: Fault[] = [
    { on: "any", kind: "refuse", times: Number.POSITIVE_INFINITY },
    { on: "create", kind: "status", status: 503, accepted: true },
    { on: "webhook", kind: "late", ms: 5 },
    // @ts-expect-error no such kind
    { on: "create", kind: "reset" },
    // @ts-expect-error a status is missing
    { on: "create", kind: "status" },
    // @ts-expect-error a refused connection has no status
    { on: "create", kind: "refuse", status: 500 },
    // @ts-expect-error only lists lag
    { on: "create", kind: "lagging-list", lagMs: 5 },
    // @ts-expect-error a webhook is not refused
    { on: "webhook", kind: "refuse" },
  ];
  expectTypeOf({ faults }).toExtend<FakeOptions>();
});

test("createFakeVideosApi() › clock, image and deliveries fit the client, animate() and tests", () => {
  const clock = createFakeClock();
  expectTypeOf(clock.sleep).returns.resolves.toBeVoid();
  expectTypeOf(clock).toExtend<NonNullable<FakeOptions["clock"]>>();
  expectTypeOf(Date).toExtend<NonNullable<FakeOptions["clock"]>>();
  expectTypeOf(sampleImage()).toEqualTypeOf<Uint8Array<ArrayBuffer>>();
  expectTypeOf(createFakeVideosApi().deliveries[0]?.status).toEqualTypeOf<number | undefined>();
});
