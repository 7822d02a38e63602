//! Pressing, typing, choosing: everything by its label.

use super::{Browser, LOOK_EVERY};
use anyhow::{Context, bail};
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};
use thirtyfour::{By, WebElement};

/// How long the page may take until it has what is pressed or filled, or until it gives way to the next.
const SOON: Duration = Duration::from_secs(5);

/// What is looked for.
#[derive(Clone, Copy)]
enum Kind {
    /// A button, a link, or what opens details.
    Press,
    /// What takes text, or one of a list.
    Fill,
    /// A checkbox or one of several.
    Check,
}

impl Browser {
    /// Presses the button or link with this label. What lies over it would be hit instead, and is an error.
    ///
    /// # Errors
    /// When there is not exactly one.
    pub fn press(&self, label: &str) -> anyhow::Result<()> {
        self.click(&self.find(Kind::Press, label, None)?).with_context(|| format!("pressing “{label}”"))
    }

    /// The same in the row, the list item or the card that contains this text.
    ///
    /// # Errors
    /// When there is not exactly one.
    pub fn press_at(&self, row: &str, label: &str) -> anyhow::Result<()> {
        self.click(&self.find(Kind::Press, label, Some(row))?).with_context(|| format!("pressing “{label}” at {row}"))
    }

    /// Types into the field with this label, in place of what stands there.
    ///
    /// # Errors
    /// When there is not exactly one.
    pub fn fill(&self, label: &str, text: &str) -> anyhow::Result<()> {
        let field = self.find(Kind::Fill, label, None)?;
        self.block_on(async {
            field.clear().await?;
            field.send_keys(text).await
        })
        .with_context(|| format!("filling “{label}”"))
    }

    /// Gives a file to the field with this label, as its dialog does.
    ///
    /// # Errors
    /// When there is not exactly one.
    pub fn attach(&self, label: &str, file: &Path) -> anyhow::Result<()> {
        let field = self.find(Kind::Fill, label, None)?;
        self.block_on(field.send_keys(file.display().to_string())).with_context(|| format!("attaching to “{label}”"))
    }

    /// What stands in the field with this label.
    ///
    /// # Errors
    /// When there is not exactly one.
    pub fn value(&self, label: &str) -> anyhow::Result<String> {
        let field = self.find(Kind::Fill, label, None)?;
        let script = "const [field] = arguments; return field.selectedOptions?.[0]?.text ?? field.value";
        self.run(script, &[field.to_json()?])
    }

    /// Chooses one of the list with this label.
    ///
    /// # Errors
    /// When there is no such list or no such choice.
    pub fn choose(&self, label: &str, choice: &str) -> anyhow::Result<()> {
        self.choose_in(&self.find(Kind::Fill, label, None)?, choice).with_context(|| format!("choosing at “{label}”"))
    }

    /// The same in the row that contains this text.
    ///
    /// # Errors
    /// As [`Browser::choose`].
    pub fn choose_at(&self, row: &str, label: &str, choice: &str) -> anyhow::Result<()> {
        let list = self.find(Kind::Fill, label, Some(row))?;
        self.choose_in(&list, choice).with_context(|| format!("choosing “{label}” at {row}"))
    }

    /// Makes the checkbox with this label be checked or not; chooses the one of several.
    ///
    /// # Errors
    /// When there is not exactly one.
    pub fn check(&self, label: &str, checked: bool) -> anyhow::Result<()> {
        let control = self.find(Kind::Check, label, None)?;
        if self.block_on(control.is_selected())? != checked {
            self.click(&control).with_context(|| format!("checking “{label}”"))?;
        }
        Ok(())
    }

    /// Whether the checkbox with this label is checked.
    ///
    /// # Errors
    /// When there is not exactly one.
    pub fn is_checked(&self, label: &str) -> anyhow::Result<bool> {
        self.block_on(self.find(Kind::Check, label, None)?.is_selected())
    }

    /// Moves the pointer onto the button or link with this label.
    ///
    /// # Errors
    /// When there is not exactly one.
    pub fn point_at(&self, label: &str) -> anyhow::Result<()> {
        let control = self.find(Kind::Press, label, None)?;
        self.block_on(self.driver.action_chain().move_to_element_center(&control).perform())
    }

    /// Moves the pointer onto the first that this CSS selector means: what has no label.
    ///
    /// # Errors
    /// When there is none.
    pub fn point_at_first(&self, selector: &str) -> anyhow::Result<()> {
        self.block_on(async {
            let element = self.driver.find(By::Css(selector)).await?;
            self.driver.action_chain().move_to_element_center(&element).perform().await
        })
    }

    /// Taps the button or link with this label with a finger.
    ///
    /// # Errors
    /// When there is not exactly one.
    pub fn tap(&self, label: &str) -> anyhow::Result<()> {
        let control = self.find(Kind::Press, label, None)?;
        let middle = "const [control] = arguments; control.scrollIntoView({ block: 'center' });
            const box = control.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]";
        let (x, y): (f64, f64) = self.run(middle, &[control.to_json()?])?;
        let touch = |kind: &str, points: Value| {
            self.command("Input.dispatchTouchEvent", &json!({ "type": kind, "touchPoints": points })).map(drop)
        };
        touch("touchStart", json!([{ "x": x, "y": y }]))?;
        touch("touchEnd", json!([]))
    }

    /// Clicks, and waits for the page this leads to.
    fn click(&self, control: &WebElement) -> anyhow::Result<()> {
        let leads_away: bool = self.run(include_str!("leave.js"), &[control.to_json()?])?;
        self.block_on(control.click())?;
        let deadline = Instant::now() + SOON;
        let has_arrived = "return !window.isLeft && document.readyState === 'complete'";
        while leads_away && !self.run::<bool>(has_arrived, &[])? && Instant::now() < deadline {
            std::thread::sleep(LOOK_EVERY);
        }
        Ok(())
    }

    fn choose_in(&self, list: &WebElement, choice: &str) -> anyhow::Result<()> {
        self.block_on(async {
            let mut choices = Vec::new();
            for option in list.find_all(By::Tag("option")).await? {
                let text = option.text().await?;
                if text.trim() == choice {
                    return Ok(option.click().await?);
                }
                choices.push(text);
            }
            bail!("there is no “{choice}” among {choices:?}")
        })
    }

    fn find(&self, kind: Kind, label: &str, row: Option<&str>) -> anyhow::Result<WebElement> {
        let kind = match kind {
            Kind::Press => "press",
            Kind::Fill => "fill",
            Kind::Check => "check",
        };
        let arguments = [json!(kind), json!(label), json!(row)];
        let deadline = Instant::now() + SOON;
        loop {
            let returned = self.block_on(self.driver.execute(include_str!("find.js"), arguments.clone()))?;
            let (found, names) = (&returned.json()["found"], &returned.json()["names"]);
            let found = found.as_array().context("a list")?;
            if let [one] = found.as_slice() {
                return Ok(WebElement::from_json(one.clone(), self.driver.handle().clone())?);
            }
            if Instant::now() > deadline {
                let place = row.map(|row| format!(" at {row}")).unwrap_or_default();
                let (path, count) = (self.path()?, found.len());
                bail!("{count} to {kind} are “{label}”{place} at {path}, where there are {names}");
            }
            std::thread::sleep(LOOK_EVERY);
        }
    }
}
