//! A run as events of `tracing`, in the words of Alembic's log.

#[path = "support/expansion.rs"]
#[allow(dead_code)]
mod migrations;

use diesel::{Connection, SqliteConnection};
use migrations::MIGRATIONS;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::with_default;
use tracing::{Event, Metadata, Subscriber};

/// Keeps the messages, as an application's subscriber would print them.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<String>>>);

struct Message(String);

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "message" {
            self.0 = format!("{value:?}");
        }
    }
}

impl Subscriber for Lines {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "migrate"
    }
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut message = Message(String::new());
        event.record(&mut message);
        let (level, target) = (event.metadata().level(), event.metadata().target());
        let line = format!("{level} [{target}] {}", message.0);
        self.0.lock().expect("the lines").push(line);
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// Whether an event is wanted is kept for all threads: with a run beside it that has no subscriber, one
/// that has is told of less.
static ALONE: Mutex<()> = Mutex::new(());

#[test]
fn sqlite_a_subscriber_is_told_of_each_step() {
    let _alone = ALONE.lock();
    let lines = Lines::default();
    let mut connection = SqliteConnection::establish(":memory:").unwrap();
    with_default(lines.clone(), || {
        MIGRATIONS.upgrade(&mut connection).unwrap()
    });
    assert_eq!(
        *lines.0.lock().unwrap(),
        [
            "INFO [migrate] Running upgrade  -> 20240101, first table",
            "INFO [migrate] Finished upgrade  -> 20240101, first table",
            "INFO [migrate] Running upgrade 20240101 -> 20240102, add an index",
            "INFO [migrate] Finished upgrade 20240101 -> 20240102, add an index",
        ]
    );
}

/// None is installed for it.
#[test]
fn sqlite_the_applications_subscriber_stays_its_own() {
    let _alone = ALONE.lock();
    let mut connection = SqliteConnection::establish(":memory:").unwrap();
    MIGRATIONS.upgrade(&mut connection).unwrap();
    assert!(tracing::subscriber::set_global_default(Lines::default()).is_ok());
}
