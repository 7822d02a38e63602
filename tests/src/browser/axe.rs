//! What axe-core finds wrong for people who cannot see, hear, point or read well.

use super::Browser;
use serde::Deserialize;
use serde_json::json;

/// axe-core, as its makers publish it.
const AXE: &str = include_str!("../../assets/axe.min.js");
/// What it checks: WCAG 2.0 to 2.2, levels A and AA, and what else is good practice.
const TAGS: [&str; 6] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

#[derive(Deserialize)]
struct Violation {
    id: String,
    help: String,
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Node {
    html: String,
    failure_summary: String,
}

impl Browser {
    /// The violations on the page as it stands, each as text; best none.
    ///
    /// # Errors
    /// When it cannot be run.
    pub fn axe(&self) -> anyhow::Result<Vec<String>> {
        if !self.run::<bool>("return typeof axe === 'object'", &[])? {
            self.run::<()>(AXE, &[])?;
        }
        // Text in the colour of its ground is undecided to axe, which takes it for hidden on purpose.
        let script = "const [tags, done] = arguments;
            const isUnseen = (node) => node.any.some((check) => check.data?.messageKey === 'equalRatio');
            const unseen = (rule) => ({ ...rule, nodes: rule.nodes.filter(isUnseen) });
            axe.run(document, { runOnly: tags, resultTypes: ['violations', 'incomplete'] }).then(
                ({ violations, incomplete }) =>
                    done({ violations: [...violations, ...incomplete.map(unseen).filter((rule) => rule.nodes.length)] }),
                (error) => done({ error: String(error) }))";
        let returned = self.block_on(self.driver.execute_async(script, [json!(TAGS)]))?;
        let result = returned.json();
        anyhow::ensure!(result["error"].is_null(), "axe: {}", result["error"]);
        let violations: Vec<Violation> = serde_json::from_value(result["violations"].clone())?;
        Ok(violations.iter().map(said).collect())
    }
}

fn said(violation: &Violation) -> String {
    let nodes = violation.nodes.iter().map(|node| {
        let summary = node.failure_summary.replace('\n', " ");
        format!("\n  {}\n    {summary}", node.html)
    });
    format!("{}: {}{}", violation.id, violation.help, nodes.collect::<String>())
}
