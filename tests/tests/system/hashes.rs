//! An attempt costs one hash, whatever comes of it.

use sync_core::domain::PosPassword;
use sync_core::login::OutcomeCode;
use tests::chain::PEETER_GETS_KESKLINN;
use tests::terminal::Terminal;
use tests::world::{Cost, World};

#[test]
fn an_attempt_computes_one_hash_also_when_it_asks_head_office() {
    let folder = tempfile::tempdir().unwrap();
    // Another test of this process may have installed it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    pos_terminal::app::runtime().unwrap().block_on(async {
        let world = World::begin(&folder.path().join("office"), Cost::Cheap).await.unwrap();
        let mut terminal = Terminal::begin(&folder.path().join("terminal"), &world).await.unwrap();
        let mut attempts = 0;
        for (password, expect, asks) in [
            ("260847", OutcomeCode::Granted, false),
            ("111222", OutcomeCode::WrongPassword, true),
            ("318642", OutcomeCode::Inactive, true),
            ("847205", OutcomeCode::NoSalepoint, true),
            ("847205", OutcomeCode::Granted, true),
        ] {
            if attempts == 4 {
                world.import(PEETER_GETS_KESKLINN).unwrap();
            }
            let (outcome, asked) = terminal.attempt(&PosPassword::new(password).unwrap()).await;
            attempts += 1;
            assert_eq!((outcome.code(), asked), (expect, asks), "{password}");
            assert_eq!(terminal.login.hashes(), attempts, "{password}: one hash an attempt");
        }
    });
}
