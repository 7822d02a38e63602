//! Search as one types: one long text with a line for each article, in the order of their names, gone through from end to end.
//! 50,000 articles are under two megabytes, which takes less than a keystroke; no index has to be kept right.

use crate::domain::fold;
use memchr::memmem::Finder;

/// Between an article's name, number and codes. A blank, as no word that is searched has one.
const FIELD: char = '\t';
/// Behind each article.
const END: u8 = b'\n';

/// Text as it is searched; blanks for what is not printed.
fn searched(text: &str) -> String {
    fold(text).replace(char::is_control, " ")
}

/// One article's line.
pub(super) fn line_of<'a>(name: &str, number: &'a str, codes: impl Iterator<Item = &'a str>) -> String {
    let mut line = searched(name);
    for field in std::iter::once(number).chain(codes) {
        line.push(FIELD);
        line.push_str(&searched(field));
    }
    line
}

/// The lines of all articles.
#[derive(Clone, Default, Debug)]
pub(super) struct Text {
    text: String,
    /// Where each line begins.
    starts: Vec<usize>,
}

/// Which lines were found: the best `most` of them, and how many there are.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(super) struct Found {
    pub lines: Vec<usize>,
    pub count: usize,
}

impl Text {
    pub fn of<'a>(lines: impl Iterator<Item = &'a str>) -> Self {
        let mut made = Self::default();
        for line in lines {
            made.starts.push(made.text.len());
            made.text.push_str(line);
            made.text.push(char::from(END));
        }
        made
    }

    /// Lines that have every word of what is typed somewhere. First those whose number or code it is, then those whose name
    /// begins with it, then those of which a word of the name begins with its first word, then the others; in each the order of
    /// names.
    pub fn search(&self, typed: &str, most: usize) -> Found {
        let folded = searched(typed);
        let words: Vec<&str> = folded.split_whitespace().collect();
        // The longest is the rarest, mostly.
        let Some(rarest) = (0..words.len()).max_by_key(|index| words[*index].len()) else { return Found::default() };
        let whole = words.join(" ");
        let finders: Vec<Finder<'_>> = words.iter().map(|word| Finder::new(word.as_bytes())).collect();
        let ranking = Ranking { whole: &whole, finds_whole: Finder::new(whole.as_bytes()), finds_first: &finders[0] };
        let mut ranked: [Vec<usize>; 4] = Default::default();
        let (mut count, mut index, mut from) = (0, 0, 0);
        while let Some(at) = self.text.as_bytes().get(from..).and_then(|rest| finders[rarest].find(rest)) {
            // Lines only come in order: where this one is has never to be looked for from the beginning.
            while self.starts.get(index + 1).is_some_and(|next| *next <= from + at) {
                index += 1;
            }
            let line = self.line(index);
            from = self.starts.get(index + 1).copied().unwrap_or(self.text.len());
            let has = |word: usize| word == rarest || finders[word].find(line.as_bytes()).is_some();
            if (0..words.len()).all(has) {
                count += 1;
                let rank = ranking.of(line);
                if ranked[rank].len() < most {
                    ranked[rank].push(index);
                }
            }
        }
        Found { lines: ranked.into_iter().flatten().take(most).collect(), count }
    }

    pub fn line(&self, index: usize) -> &str {
        let start = self.starts.get(index).copied().unwrap_or_default();
        let end = self.starts.get(index + 1).copied().unwrap_or(self.text.len());
        self.text.get(start..end).unwrap_or_default().trim_end_matches(char::from(END))
    }
}

/// What is typed, as it is compared with each line that has its words.
struct Ranking<'a> {
    whole: &'a str,
    finds_whole: Finder<'a>,
    finds_first: &'a Finder<'a>,
}

impl Ranking<'_> {
    fn of(&self, line: &str) -> usize {
        let (name, others) = line.split_once(FIELD).unwrap_or((line, ""));
        let is_it = |field: &str| field == self.whole || field.trim_start_matches('0') == self.whole;
        if self.finds_whole.find(others.as_bytes()).is_some() && others.split(FIELD).any(is_it) {
            0
        } else if name.starts_with(self.whole) {
            1
        } else if self.begins_a_word(name) {
            2
        } else {
            3
        }
    }

    fn begins_a_word(&self, name: &str) -> bool {
        let is_begin = |at: usize| {
            let before = name.get(..at).and_then(|before| before.chars().next_back());
            before.is_none_or(|letter| !letter.is_alphanumeric())
        };
        self.finds_first.find_iter(name.as_bytes()).any(is_begin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_not_printed_is_a_blank_and_cannot_end_a_line_or_a_field() {
        assert_eq!(searched("Õ\u{1f}b\nc\td"), "o b c d");
    }

    #[test]
    fn what_is_meant_comes_first() {
        let line = |name: &str, number: &str, code: &str| line_of(name, number, [code].into_iter());
        let lines = [
            line("Eesti juustukook", "3", "w"),
            line("Juust Eesti, viilutatud", "12", "04740123456785"),
            line("Kohupiim juustuga", "juust", "00000096385074"),
            line("Maasika-juustukook", "7", "x"),
            line("Pehmejuust", "740", "y"),
            line("Sai", "1", "z"),
        ];
        let text = Text::of(lines.iter().map(String::as_str));
        let found = |typed: &str| text.search(typed, 10).lines;
        assert_eq!(found("JUUST"), [2, 1, 0, 3, 4]);
        assert_eq!(found("viil juust"), [1], "every word somewhere");
        assert_eq!(found("4740123456785"), [1]);
        assert_eq!(found("740"), [4, 1], "a number before a part of a code");
        assert_eq!(found("eesti juust"), [0, 1]);
        assert_eq!((found(""), found(" \t"), found("vorst"), found("juust sai")), (vec![], vec![], vec![], vec![]));
        assert_eq!(text.search("juust", 2), Found { lines: vec![2, 1], count: 5 });
    }

    /// The same, as it is said in words.
    fn rank(line: &str, whole: &str, first: &str) -> usize {
        let (name, others) = line.split_once(FIELD).unwrap();
        let begins = |word: &str| word.starts_with(first);
        match () {
            () if others.split(FIELD).any(|field| field == whole || field.trim_start_matches('0') == whole) => 0,
            () if name.starts_with(whole) => 1,
            () if name.split(|letter: char| !letter.is_alphanumeric()).any(begins) => 2,
            () => 3,
        }
    }

    proptest! {
        #![proptest_config(super::super::super::many_cases())]

        #[test]
        fn it_finds_what_going_through_all_finds(
            names in proptest::collection::vec("[a-cõŠ7 -]{0,6}", 0..12), typed in "[a-cõs7 ]{0,4}"
        ) {
            let lines: Vec<String> = names.iter().map(|name| line_of(name, "07", std::iter::empty())).collect();
            let text = Text::of(lines.iter().map(String::as_str));
            let found = text.search(&typed, usize::MAX);
            let folded = searched(&typed);
            let words: Vec<&str> = folded.split_whitespace().collect();
            let mut expected: Vec<usize> = (0..lines.len()).filter(|index| !words.is_empty() && words.iter().all(|word| lines[*index].contains(word))).collect();
            prop_assert_eq!(found.count, expected.len());
            // The best first, and among equals the order of names.
            let first = words.first().copied().unwrap_or_default();
            expected.sort_by_key(|index| rank(&lines[*index], &words.join(" "), first));
            prop_assert_eq!(found.lines, expected);
        }
    }
}
