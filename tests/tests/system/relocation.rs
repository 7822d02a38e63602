//! Head office's addresses: a machine that gets another one, and a head office that moves.

use crate::programs::{Shop, text, wait_until};
use std::process::Output;
use tests::chain;
use tests::gate::Mode;
use tests::running::RunningTerminal;
use tests::world::{Cost, World};

/// The lines of head office's log that say this.
fn logged(shop: &Shop, what: &str) -> Vec<String> {
    let logs = crate::programs::files(&shop.office_data().join("logs"));
    let lines = logs
        .into_iter()
        .flat_map(|(_, bytes)| String::from_utf8_lossy(&bytes).lines().map(str::to_owned).collect::<Vec<_>>());
    lines.filter(|line| line.contains(what)).collect()
}

fn port(address: &str) -> &str {
    address.rsplit(':').next().unwrap()
}

#[test]
fn a_machine_with_another_address_leaves_no_enrolled_terminal_outside() {
    let mut shop = Shop::listening_on("127.0.0.2:0");
    let till = shop.till("till");
    let port = port(&shop.address()).to_owned();
    shop.kill_office();
    shop.listen_on(&format!("0.0.0.0:{port}"));
    shop.serve();
    assert_eq!(till.refresh()["error"], serde_json::Value::Null, "the certificate is still for the old address");

    // Only who drops the name leaves it outside, and the log says who, why and what it asked for.
    shop.office(&["address", "forget", "127.0.0.2"]);
    wait_until("outside", || till.refresh()["error"] != serde_json::Value::Null);
    assert_ne!(till.refresh()["error"], serde_json::Value::Null);
    wait_until("a line in the log", || !logged(&shop, "broke the handshake off").is_empty());
    let lines = logged(&shop, "broke the handshake off");
    assert_eq!(lines.len(), 1, "at most one a minute: {lines:?}");
    for said in ["127.0.0.1", "no name, so an IP address", "BadCertificate"] {
        assert!(lines[0].contains(said), "{said}: {}", lines[0]);
    }

    // By hand it goes on elsewhere: the same terminal with the same journal.
    let before = till.journal();
    let elsewhere = format!("https://127.0.0.1:{port}");
    let moved: Output = till.run(&["relocate", "--office", &elsewhere], "");
    assert!(moved.status.success(), "{}", text(&moved));
    assert_eq!(till.status()["office"], elsewhere.as_str());
    assert_eq!(till.refresh()["error"], serde_json::Value::Null);
    let after = till.journal();
    assert!(after["entries"].as_array().unwrap().starts_with(before["entries"].as_array().unwrap()));
    assert_eq!(shop.office(&["terminals"])["terminals"].as_array().unwrap().len(), 1, "no second terminal");
    for wrong in ["https://127.0.0.1:1", "http://127.0.0.1", "https://127.0.0.1/till"] {
        let refused = till.run(&["relocate", "--office", wrong], "");
        assert_eq!(refused.status.code(), Some(1), "{wrong}: {}", text(&refused));
        assert_eq!(till.status()["office"], elsewhere.as_str(), "{wrong}");
    }
}

#[test]
fn a_terminal_with_its_key_in_a_credential_is_relocated_by_hand() {
    let shop = Shop::open();
    let till = shop.bare_till("sealed");
    let credentials = shop.folder.path().join("credentials");
    std::fs::create_dir(&credentials).unwrap();
    std::fs::write(credentials.join("tillgate.device-key"), "07".repeat(32)).unwrap();
    let config = shop.folder.path().join("sealed.toml");
    std::fs::write(&config, "device_key = \"systemd-credential\"\n").unwrap();
    let run = |arguments: &[&str]| {
        let arguments = [arguments, &["--config", config.to_str().unwrap()]].concat();
        let mut command = till.command(&arguments);
        command.env("CREDENTIALS_DIRECTORY", &credentials).output().unwrap()
    };
    let address = shop.address();
    let enrolled = run(&["enrol", "--office", &address, "--code", &shop.code(chain::SALEPOINT)]);
    assert!(enrolled.status.success(), "{}", text(&enrolled));
    let elsewhere = address.replace("127.0.0.1", "localhost");
    let moved = run(&["relocate", "--office", &elsewhere]);
    assert!(moved.status.success(), "{}", text(&moved));
    let status: serde_json::Value = serde_json::from_slice(&run(&["status"]).stdout).unwrap();
    assert_eq!((&status["office"], &status["readiness"]), (&elsewhere.into(), &"ready".into()));
    assert!(run(&["refresh"]).status.success());
}

async fn running(folder: &std::path::Path, world: &World) -> RunningTerminal {
    let code = world.code(chain::SALEPOINT).unwrap();
    let mut till = RunningTerminal::enrol(folder, &world.address(), &code).await.unwrap();
    till.until_live().await;
    till
}

#[tokio::test(flavor = "multi_thread")]
async fn head_office_moves_and_a_terminal_follows_once_it_has_reached_it() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::begin(&folder.path().join("office"), Cost::Cheap).await.unwrap();
    let mut till = running(&folder.path().join("till"), &world).await;
    let mut off = running(&folder.path().join("off"), &world).await;
    off.stop().await;
    let (old, terminal) = (world.address(), till.file.identity().terminal);

    // Nobody is there: it stays, and lives on.
    world.office.relocate_to("https://127.0.0.1:1").unwrap();
    let told = |till: &RunningTerminal| till.till.lock().relocation().unwrap();
    till.until("told", |_| true).await;
    while told(&till).is_none() {
        till.step().await;
    }
    till.until_live().await;
    assert_eq!(till.file.identity().office, old, "the old one is kept");
    world.import("[[user]]\nref = \"e-001\"\nactive = false\n").unwrap();
    let cursor = world.office.cursor().unwrap();
    till.until("a change by the old address", |state| state.cursor == Some(cursor)).await;

    // Head office itself, past the gate, under another port.
    let new = format!("https://{}", world.listening);
    world.office.relocate_to(&new).unwrap();
    while till.file.identity().office != new {
        till.pass_ms(1_000);
        till.step().await;
    }
    let moved = till.file.identity();
    assert_eq!((moved.terminal, told(&till)), (terminal, None));
    till.until_live().await;

    // One that was off learns it while the old address answers.
    off = RunningTerminal::start(&folder.path().join("off")).unwrap();
    off.until("there", |_| true).await;
    while off.file.identity().office != new {
        off.pass_ms(1_000);
        off.step().await;
    }
    // The old address goes, and nobody misses it.
    world.gate.set(Mode::Cut);
    world.import("[[user]]\nref = \"e-001\"\nactive = true\n").unwrap();
    let cursor = world.office.cursor().unwrap();
    for till in [&mut till, &mut off] {
        till.until("a change by the new address", |state| state.cursor == Some(cursor)).await;
    }
    till.stop().await;
    let again = RunningTerminal::start(&folder.path().join("till")).unwrap();
    assert_eq!(again.file.identity().office, new);
    assert_eq!(world.office.terminals().unwrap().len(), 2);
}
