CREATE TABLE "follow_policies" (
	"id" text PRIMARY KEY NOT NULL,
	"approves" boolean NOT NULL,
	"mandate" text NOT NULL,
	"given_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "follows_received" (
	"id" text PRIMARY KEY NOT NULL,
	"actor" text NOT NULL,
	"state" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"settled_at" timestamp (3) with time zone,
	"mandate" text
);
--> statement-breakpoint
CREATE TABLE "follows_sent" (
	"id" text PRIMARY KEY NOT NULL,
	"actor" text NOT NULL,
	"activity" text NOT NULL,
	"mandate" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"accepted_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"ending" text,
	CONSTRAINT "follows_sent_activity_unique" UNIQUE("activity"),
	CONSTRAINT "follows_sent_ending" CHECK (("follows_sent"."ended_at" is null) = ("follows_sent"."ending" is null))
);
--> statement-breakpoint
CREATE TABLE "standings" (
	"id" text PRIMARY KEY NOT NULL,
	"subject" text NOT NULL,
	"name" text NOT NULL,
	"verdict" text NOT NULL,
	"reason" text NOT NULL,
	"review_on" timestamp (3) with time zone,
	"mandate" text NOT NULL,
	"given_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "activities" (
	"number" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "activities_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"id" text NOT NULL,
	"sender" text NOT NULL,
	"type" text NOT NULL,
	"object" text NOT NULL,
	"body" text NOT NULL,
	"digest" text NOT NULL,
	"listed" boolean NOT NULL,
	"made_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "activities_id_unique" UNIQUE("id")
);
--> statement-breakpoint
CREATE TABLE "actor_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"actor" text NOT NULL,
	"algorithm" text NOT NULL,
	"public_key" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"made_at" timestamp (3) with time zone NOT NULL,
	"retired_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"number" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "deliveries_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"activity" bigint NOT NULL,
	"inbox" text NOT NULL,
	"host" text NOT NULL,
	"object" text NOT NULL,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"made_at" timestamp (3) with time zone NOT NULL,
	"next_at" timestamp (3) with time zone NOT NULL,
	"leased_until" timestamp (3) with time zone,
	"last_answer" text,
	"settled_at" timestamp (3) with time zone,
	CONSTRAINT "deliveries_once" UNIQUE("activity","inbox"),
	CONSTRAINT "deliveries_settled" CHECK (("deliveries"."state" = 'waiting') = ("deliveries"."settled_at" is null))
);
--> statement-breakpoint
CREATE TABLE "documents" (
	"path" text PRIMARY KEY NOT NULL,
	"status" integer NOT NULL,
	"body" text NOT NULL,
	"etag" text NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "received" (
	"origin" text NOT NULL,
	"id" text NOT NULL,
	"digest" text NOT NULL,
	"type" text NOT NULL,
	"outcome" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "received_origin_id_pk" PRIMARY KEY("origin","id")
);
--> statement-breakpoint
CREATE TABLE "remote_actors" (
	"id" text PRIMARY KEY NOT NULL,
	"host" text NOT NULL,
	"type" text NOT NULL,
	"inbox" text NOT NULL,
	"shared_inbox" text,
	"outbox" text,
	"followers" text,
	"handle" text NOT NULL,
	"name" text,
	"url" text,
	"keys" jsonb NOT NULL,
	"fetched_at" timestamp (3) with time zone NOT NULL,
	"gone_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "remote_hosts" (
	"host" text PRIMARY KEY NOT NULL,
	"dialect" text,
	"failing_since" timestamp (3) with time zone,
	"not_before" timestamp (3) with time zone,
	"last_reached_at" timestamp (3) with time zone,
	"last_heard_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "undone_activities" (
	"actor" text NOT NULL,
	"id" text NOT NULL,
	"undone_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "undone_activities_actor_id_pk" PRIMARY KEY("actor","id")
);
--> statement-breakpoint
CREATE TABLE "publications" (
	"id" text NOT NULL,
	"version" integer NOT NULL,
	"act" text NOT NULL,
	"kind" text NOT NULL,
	"proposal" text,
	"answers" text,
	"answers_outside" text,
	"title" text NOT NULL,
	"summary" text NOT NULL,
	"body" text NOT NULL,
	"language" text NOT NULL,
	"facts" jsonb,
	"decision" text,
	"mandate" text,
	"published_at" timestamp (3) with time zone NOT NULL,
	"passed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "publications_id_version_pk" PRIMARY KEY("id","version"),
	CONSTRAINT "publications_are_covered" CHECK (("publications"."decision" is null) <> ("publications"."mandate" is null)),
	CONSTRAINT "publications_begin_once" CHECK (("publications"."act" = 'publish') = ("publications"."version" = 1))
);
--> statement-breakpoint
CREATE TABLE "appreciations" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"actor" text NOT NULL,
	"publication" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"undone_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "remote_notes" (
	"id" text PRIMARY KEY NOT NULL,
	"actor" text NOT NULL,
	"type" text NOT NULL,
	"publication" text,
	"in_reply_to" text,
	"title" text,
	"warning" text,
	"content" text,
	"language" text,
	"url" text,
	"is_public" boolean NOT NULL,
	"published_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "remote_notes_deleted_are_empty" CHECK ("remote_notes"."deleted_at" is null or "remote_notes"."content" is null)
);
--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_activity_activities_number_fk" FOREIGN KEY ("activity") REFERENCES "public"."activities"("number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "follows_received_by_actor" ON "follows_received" USING btree ("actor");--> statement-breakpoint
CREATE INDEX "follows_received_standing" ON "follows_received" USING btree ("state","asked_at");--> statement-breakpoint
CREATE INDEX "follows_sent_by_actor" ON "follows_sent" USING btree ("actor");--> statement-breakpoint
CREATE INDEX "standings_by_name" ON "standings" USING btree ("name","given_at");--> statement-breakpoint
CREATE INDEX "activities_listed" ON "activities" USING btree ("number") WHERE "activities"."listed";--> statement-breakpoint
CREATE INDEX "deliveries_due" ON "deliveries" USING btree ("next_at","number") WHERE "deliveries"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "deliveries_in_order" ON "deliveries" USING btree ("inbox","object","number") WHERE "deliveries"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "deliveries_by_host" ON "deliveries" USING btree ("host","next_at","number") WHERE "deliveries"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "deliveries_leased" ON "deliveries" USING btree ("host","leased_until") WHERE "deliveries"."state" = 'waiting' and "deliveries"."leased_until" is not null;--> statement-breakpoint
CREATE INDEX "deliveries_settled" ON "deliveries" USING btree ("settled_at") WHERE "deliveries"."state" <> 'waiting';--> statement-breakpoint
CREATE INDEX "deliveries_failed" ON "deliveries" USING btree ("settled_at") WHERE "deliveries"."state" = 'failed';--> statement-breakpoint
CREATE INDEX "received_by_time" ON "received" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "remote_actors_by_host" ON "remote_actors" USING btree ("host");--> statement-breakpoint
CREATE INDEX "publications_by_time" ON "publications" USING btree ("published_at");--> statement-breakpoint
CREATE INDEX "publications_by_proposal" ON "publications" USING btree ("proposal");--> statement-breakpoint
CREATE INDEX "appreciations_by_publication" ON "appreciations" USING btree ("publication","kind");--> statement-breakpoint
CREATE INDEX "remote_notes_by_publication" ON "remote_notes" USING btree ("publication","published_at");--> statement-breakpoint
CREATE INDEX "remote_notes_by_actor" ON "remote_notes" USING btree ("actor","published_at");--> statement-breakpoint
-- Nothing is let out under a decision that was not adopted. The effect of a decision runs before its row
-- is written, in the same transaction: so this is looked at when the transaction ends.
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_by_outcome" UNIQUE ("proposal", "outcome");--> statement-breakpoint
ALTER TABLE "publications" ADD COLUMN "decision_outcome" text GENERATED ALWAYS AS (CASE WHEN "decision" IS NULL THEN NULL ELSE 'adopted' END) STORED;--> statement-breakpoint
ALTER TABLE "publications" ADD CONSTRAINT "publications_by_adopted_decisions" FOREIGN KEY ("decision", "decision_outcome") REFERENCES "decisions" ("proposal", "outcome") DEFERRABLE INITIALLY DEFERRED;--> statement-breakpoint
ALTER TABLE "publications" ADD CONSTRAINT "publications_by_mandates" FOREIGN KEY ("mandate") REFERENCES "mandates" ("id");--> statement-breakpoint
-- What has passed the gate stays as it passed. Only the words of what has been withdrawn can be taken out of it.
CREATE FUNCTION "refuse_rewriting_publications"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW."title" = '' AND NEW."summary" = '' AND NEW."body" = ''
    AND (to_jsonb(NEW) - 'title' - 'summary' - 'body') = (to_jsonb(OLD) - 'title' - 'summary' - 'body')
    AND EXISTS (SELECT 1 FROM "publications" p WHERE p."id" = OLD."id" AND p."act" = 'withdraw') THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;--> statement-breakpoint
CREATE TRIGGER "publications_are_final" BEFORE UPDATE OR DELETE ON "publications" FOR EACH ROW EXECUTE FUNCTION "refuse_rewriting_publications"();--> statement-breakpoint
CREATE TRIGGER "publications_stay" BEFORE TRUNCATE ON "publications" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_rewriting"();
