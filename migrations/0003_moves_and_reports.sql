CREATE TABLE "account_moves" (
	"actor" text PRIMARY KEY NOT NULL,
	"target" text NOT NULL,
	"told_at" timestamp (3) with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp (3) with time zone NOT NULL,
	"settled_at" timestamp (3) with time zone,
	"outcome" text,
	CONSTRAINT "account_moves_settled" CHECK (("account_moves"."settled_at" is null) = ("account_moves"."outcome" is null))
);
--> statement-breakpoint
CREATE TABLE "blocks_received" (
	"actor" text PRIMARY KEY NOT NULL,
	"activity" text NOT NULL,
	"blocked_at" timestamp (3) with time zone NOT NULL,
	"undone_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "reports" (
	"id" text PRIMARY KEY NOT NULL,
	"host" text NOT NULL,
	"content" text,
	"targets" jsonb NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"settled_at" timestamp (3) with time zone,
	"outcome" text,
	"reason" text,
	"mandate" text,
	CONSTRAINT "reports_settled_with_reason" CHECK (num_nulls("reports"."settled_at", "reports"."outcome", "reports"."reason", "reports"."mandate") in (0, 4))
);
--> statement-breakpoint
ALTER TABLE "remote_actors" ADD COLUMN "aliases" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
CREATE INDEX "account_moves_due" ON "account_moves" USING btree ("next_at") WHERE "account_moves"."settled_at" is null;--> statement-breakpoint
CREATE INDEX "reports_open" ON "reports" USING btree ("received_at","id") WHERE "reports"."settled_at" is null;--> statement-breakpoint
CREATE INDEX "reports_settled" ON "reports" USING btree ("settled_at") WHERE "reports"."settled_at" is not null;