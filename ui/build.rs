//! Compiles the `.slint` files with their fonts and translations into the crate.

use slint_build::{CompilerConfiguration, EmbedResourcesKind};

fn main() -> Result<(), slint_build::CompileError> {
    println!("cargo::rerun-if-changed=lang");
    slint_build::compile_with_config(
        "slint/app.slint",
        CompilerConfiguration::new()
            .with_style("fluent".into())
            .with_bundled_translations("lang")
            .with_default_translation_context(slint_build::DefaultTranslationContext::None)
            .embed_resources(EmbedResourcesKind::EmbedFiles)
            .with_debug_info(true),
    )
}
