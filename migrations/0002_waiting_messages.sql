CREATE TABLE "waiting_messages" (
	"number" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "waiting_messages_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"origin" text NOT NULL,
	"id" text NOT NULL,
	"digest" text NOT NULL,
	"key_id" text NOT NULL,
	"body" text NOT NULL,
	"sender" jsonb,
	"received_at" timestamp (3) with time zone NOT NULL,
	"faults" integer DEFAULT 0 NOT NULL,
	"not_before" timestamp (3) with time zone,
	CONSTRAINT "waiting_messages_once" UNIQUE("origin","id")
);
--> statement-breakpoint
CREATE TABLE "voice_totals" (
	"subject" text NOT NULL,
	"name" text NOT NULL,
	"total" integer NOT NULL,
	CONSTRAINT "voice_totals_subject_name_pk" PRIMARY KEY("subject","name")
);
--> statement-breakpoint
-- Rows come and go all the time, and few of them stand in it at once.
ALTER TABLE "waiting_messages" SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);--> statement-breakpoint
INSERT INTO "voice_totals" ("subject", "name", "total")
  SELECT 'publication', "publication", count(*) FROM "remote_notes" WHERE "publication" IS NOT NULL GROUP BY "publication";
