//! The tour plays through: real screens, no display, no font on the system but the bundled one.

use crate::programs::BINARY;
use std::path::Path;
use std::process::Command;

#[test]
fn the_tour_ends_as_it_should() {
    let out = tempfile::tempdir().unwrap();
    let fontconfig = out.path().join("fonts.conf");
    let fonts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/fonts");
    let only =
        format!("<fontconfig><dir>{}</dir><cachedir>{}</cachedir></fontconfig>", fonts.display(), out.path().display());
    std::fs::write(&fontconfig, only).unwrap();
    let output = Command::new(BINARY)
        .args(["--tour", "--out"])
        .arg(out.path())
        .env("FONTCONFIG_FILE", &fontconfig)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", crate::programs::text(&output));
    let steps: serde_json::Value =
        serde_json::from_slice(&std::fs::read(out.path().join("tour.json")).unwrap()).unwrap();
    let steps = steps.as_array().unwrap();
    assert!(steps.len() >= 53, "{} steps", steps.len());
    for step in steps {
        let picture = std::fs::read(out.path().join(step["picture"].as_str().unwrap())).unwrap();
        assert!(picture.starts_with(b"\x89PNG") && picture.len() > 5_000, "{step}");
    }
}
