//! Byte offsets to lines and columns, without a walk through the whole text each time.

/// One mark every so many bytes: what lies between is counted when it is asked for. A mark is
/// 24 bytes, so that the index is a hundredth of the text, and a file of one line costs no more.
const STEP: usize = 4096;

/// Where the lines of a text begin, roughly.
#[derive(Debug, Clone)]
pub(super) struct LineIndex {
    marks: Vec<Mark>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Mark {
    /// The byte, at a character's beginning.
    at: usize,
    /// Line breaks before it.
    lines: usize,
    /// Characters between the last of them and it.
    characters: usize,
}

impl Mark {
    /// The mark as many bytes on as `passed` has.
    fn after(self, passed: &str) -> Self {
        let lines = passed.bytes().filter(|byte| *byte == b'\n').count();
        let (before, last) = match passed.rfind('\n') {
            Some(end) => (0, &passed[end + 1..]),
            None => (self.characters, passed),
        };
        Self {
            at: self.at + passed.len(),
            lines: self.lines + lines,
            characters: before + last.chars().count(),
        }
    }
}

impl LineIndex {
    pub(super) fn new(text: &str) -> Self {
        let mut mark = Mark::default();
        let mut marks = vec![mark];
        while text.len() - mark.at > STEP {
            let next = text.floor_char_boundary(mark.at + STEP);
            mark = mark.after(&text[mark.at..next]);
            marks.push(mark);
        }
        Self { marks }
    }

    /// Both from 1; of an offset inside a character, that of the character.
    pub(super) fn line_and_column(&self, text: &str, at: usize) -> (usize, usize) {
        let at = text.floor_char_boundary(at.min(text.len()));
        let after = self.marks.partition_point(|mark| mark.at <= at);
        let mark = self.marks[after.saturating_sub(1)];
        let mark = mark.after(&text[mark.at..at]);
        (mark.lines + 1, mark.characters + 1)
    }

    /// The byte offset of a line and column, both from 1, that are in the text.
    pub(super) fn offset(&self, text: &str, (line, column): (usize, usize)) -> usize {
        let wanted = (line.saturating_sub(1), column.saturating_sub(1));
        let before = |mark: &Mark| (mark.lines, mark.characters) <= wanted;
        let after = self.marks.partition_point(before);
        let mark = self.marks[after.saturating_sub(1)];
        let (mut at, mut passed) = (mark.at, mark.characters);
        for _ in mark.lines..wanted.0 {
            at += text[at..].find('\n').map_or(0, |end| end + 1);
            passed = 0;
        }
        let rest = text[at..].chars().take(wanted.1.saturating_sub(passed));
        at + rest.map(char::len_utf8).sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::line_and_column;

    #[test]
    fn places_are_those_of_a_walk_through_the_text() {
        let lines = "año\n".repeat(3000) + &"ñ".repeat(9000) + "\n\nend";
        let index = LineIndex::new(&lines);
        for at in (0..lines.len() + 3).step_by(7) {
            let expected = line_and_column(&lines, at);
            assert_eq!(index.line_and_column(&lines, at), expected, "at {at}");
            let begin = lines.floor_char_boundary(at.min(lines.len()));
            assert_eq!(index.offset(&lines, expected), begin, "at {at}");
        }
        assert_eq!(LineIndex::new("").line_and_column("", 5), (1, 1));
    }
}
