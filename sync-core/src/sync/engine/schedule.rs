//! When the next conversation begins, and over what.
//!
//! All is well while a stream lives. A failure is followed by full-jitter exponential back-off from 1 s to 60 s, begun
//! anew only after a healthy minute. Networks that hold streams back or cut them short get long-polls for a while.

/// The first back-off after a failure, in milliseconds.
const FIRST_BACK_OFF_MS: u64 = 1_000;
/// The longest back-off, in milliseconds.
const LONGEST_BACK_OFF_MS: u64 = 60_000;
/// How long all must have been well before the back-off begins anew, and how long a stream must live to count as one
/// that this network lets live, in milliseconds.
const HEALTHY_MS: u64 = 60_000;
/// After a cut, terminals come back spread over so long, in milliseconds.
const SPREAD_MS: u64 = 1_000;
/// So many streams cut short in a row mean that this network lets none live.
const CUT_SHORT: u32 = 2;
/// For how long long-polls are made before a stream is tried again, in milliseconds.
const POLL_FOR_MS: u64 = 10 * 60_000;
/// Between two long-polls, in milliseconds.
const BETWEEN_POLLS_MS: u64 = 100;

/// How to hear what is new.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Transport {
    /// One answer that goes on for ever.
    Stream,
    /// Answers that wait for something new and end.
    LongPoll,
}

/// How a stream ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StreamEnd {
    /// Head office ended it and wants to be asked again after so many milliseconds.
    Bye(u64),
    /// Not even a greeting came through.
    HeldBack,
    /// It ended before it had greeted: what answers there gives no streams, or nobody answers.
    NotBegun,
    /// It broke off, or went silent.
    Cut,
    /// The terminal left it to do something else.
    Left,
}

/// Decides when the next conversation begins. Times are milliseconds since boot.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Schedule {
    next_ms: u64,
    failures: u32,
    healthy_since_ms: Option<u64>,
    stream_since_ms: u64,
    cut_short: u32,
    poll_until_ms: u64,
}

impl Schedule {
    /// When the next conversation begins.
    pub fn next_ms(&self) -> u64 {
        self.next_ms
    }

    /// Over what.
    pub fn transport(&self, now_ms: u64) -> Transport {
        if now_ms < self.poll_until_ms { Transport::LongPoll } else { Transport::Stream }
    }

    /// A round worked.
    pub fn succeeded(&mut self, now_ms: u64) {
        self.healthy(now_ms);
        self.next_ms = match self.transport(now_ms) {
            Transport::Stream => now_ms,
            Transport::LongPoll => now_ms + BETWEEN_POLLS_MS,
        };
    }

    /// A stream greeted.
    pub fn stream_began(&mut self, now_ms: u64) {
        self.healthy(now_ms);
        self.stream_since_ms = now_ms;
    }

    /// A stream ended. `random` spreads many terminals that were cut at once.
    pub fn stream_ended(&mut self, now_ms: u64, random: u64, end: StreamEnd) {
        self.next_ms = match end {
            StreamEnd::Bye(retry_ms) => now_ms + retry_ms.min(LONGEST_BACK_OFF_MS),
            StreamEnd::HeldBack | StreamEnd::NotBegun | StreamEnd::Left => now_ms,
            StreamEnd::Cut => now_ms + random % (SPREAD_MS + 1),
        };
        match end {
            StreamEnd::HeldBack => self.poll_until_ms = now_ms + POLL_FOR_MS,
            StreamEnd::NotBegun => self.cut_short += 1,
            StreamEnd::Cut if now_ms.saturating_sub(self.stream_since_ms) < HEALTHY_MS => self.cut_short += 1,
            StreamEnd::Cut | StreamEnd::Bye(_) => self.cut_short = 0,
            StreamEnd::Left => {}
        }
        if self.cut_short >= CUT_SHORT {
            self.cut_short = 0;
            self.poll_until_ms = now_ms + POLL_FOR_MS;
        }
    }

    /// A round failed. `random` spreads many terminals evenly over the back-off; `retry_ms` is what head office asked
    /// for, at least.
    pub fn failed(&mut self, now_ms: u64, random: u64, retry_ms: Option<u64>) {
        let ceiling = (FIRST_BACK_OFF_MS << self.failures.min(16)).min(LONGEST_BACK_OFF_MS);
        self.failures = self.failures.saturating_add(1);
        self.healthy_since_ms = None;
        self.next_ms = now_ms + (random % (ceiling + 1)).max(retry_ms.unwrap_or(0).min(LONGEST_BACK_OFF_MS));
    }

    fn healthy(&mut self, now_ms: u64) {
        let since = *self.healthy_since_ms.get_or_insert(now_ms);
        if now_ms.saturating_sub(since) >= HEALTHY_MS {
            self.failures = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn back_off_doubles_up_to_a_minute_and_forgets_only_after_a_healthy_one() {
        let mut schedule = Schedule::default();
        // `random` at the ceiling itself gives the longest delay of each step.
        for ceiling_ms in [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000] {
            schedule.failed(0, ceiling_ms, None);
            assert_eq!(schedule.next_ms(), ceiling_ms);
        }
        schedule.succeeded(0);
        assert_eq!(schedule.next_ms(), 0, "a stream begins at once");
        schedule.failed(59_999, 60_000, None);
        assert_eq!(schedule.next_ms(), 119_999, "one good round does not forget the bad ones");

        schedule.succeeded(100_000);
        schedule.succeeded(160_000);
        schedule.failed(160_000, 1_000, None);
        assert_eq!(schedule.next_ms(), 161_000, "a healthy minute does");
    }

    #[test]
    fn head_office_can_ask_for_more_patience_but_not_for_silence() {
        let mut schedule = Schedule::default();
        schedule.failed(0, 0, Some(5_000));
        assert_eq!(schedule.next_ms(), 5_000);
        schedule.failed(0, 0, Some(3_600_000));
        assert_eq!(schedule.next_ms(), 60_000);
        schedule.stream_ended(0, 0, StreamEnd::Bye(250));
        assert_eq!(schedule.next_ms(), 250);
        schedule.stream_ended(0, 0, StreamEnd::Bye(3_600_000));
        assert_eq!(schedule.next_ms(), 60_000);
    }

    #[test]
    fn a_network_that_lets_no_stream_live_gets_long_polls_for_a_while() {
        let held_back = |schedule: &mut Schedule| schedule.stream_ended(10_000, 0, StreamEnd::HeldBack);
        let cut_twice = |schedule: &mut Schedule| {
            for at_ms in [30_000, 60_000] {
                schedule.stream_began(at_ms - 30_000);
                assert_eq!(schedule.transport(at_ms), Transport::Stream);
                schedule.stream_ended(at_ms, 1_000, StreamEnd::Cut);
                assert_eq!(schedule.next_ms(), at_ms + 1_000);
            }
        };
        // Rounds work in between: else no stream is tried.
        let never_begun = |schedule: &mut Schedule| {
            for at_ms in [30_000, 60_000] {
                schedule.succeeded(at_ms);
                assert_eq!(schedule.transport(at_ms), Transport::Stream);
                schedule.stream_ended(at_ms, 0, StreamEnd::NotBegun);
                schedule.failed(at_ms, 0, None);
            }
        };
        for (spoil, at_ms) in
            [(&held_back as &dyn Fn(&mut Schedule), 10_000), (&cut_twice, 60_000), (&never_begun, 60_000)]
        {
            let mut schedule = Schedule::default();
            spoil(&mut schedule);
            assert_eq!(schedule.transport(at_ms), Transport::LongPoll);
            schedule.succeeded(at_ms + 25_000);
            assert_eq!(schedule.next_ms(), at_ms + 25_100);
            assert_eq!(schedule.transport(at_ms + 600_000), Transport::Stream, "and then a stream is tried again");
        }
    }

    #[test]
    fn streams_that_live_and_are_cut_now_and_then_stay_streams() {
        let mut schedule = Schedule::default();
        for minute in 1..10 {
            schedule.stream_began(minute * 60_000);
            schedule.stream_ended(minute * 60_000 + 60_000, 7, StreamEnd::Cut);
            assert_eq!(schedule.transport(minute * 60_000 + 60_001), Transport::Stream);
        }
    }

    /// The most of these times that lie within so many milliseconds of each other.
    fn at_once(mut times: Vec<u64>, within_ms: u64) -> usize {
        times.sort_unstable();
        let until = |from: u64| times.partition_point(|time| *time < from + within_ms);
        times.iter().enumerate().map(|(index, time)| until(*time) - index).max().unwrap_or(0)
    }

    /// Fifty terminals lose head office in the same millisecond, for an hour, and have it back.
    #[test]
    fn terminals_cut_at_once_do_not_come_back_at_once() {
        for fleet in 0..20_u64 {
            let mut random = 0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(fleet + 1);
            let mut next = move || {
                // Knuth's MMIX generator; its high bits are the good ones.
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                random >> 16
            };
            let mut schedules = [Schedule::default(); 50];
            for schedule in &mut schedules {
                schedule.stream_began(0);
                schedule.stream_ended(HEALTHY_MS, next(), StreamEnd::Cut);
            }
            let times = |schedules: &[Schedule]| schedules.iter().map(Schedule::next_ms).collect::<Vec<_>>();
            let first = at_once(times(&schedules), 100);
            assert!(first <= 16, "{first} of 50 within a tenth of a second after the cut");

            let back_ms = HEALTHY_MS + 3_600_000;
            for schedule in &mut schedules {
                while schedule.next_ms() < back_ms {
                    let now_ms = schedule.next_ms();
                    schedule.failed(now_ms, next(), None);
                }
            }
            let back = times(&schedules);
            assert!(back.iter().all(|time| *time <= back_ms + LONGEST_BACK_OFF_MS), "within a minute all are back");
            let (in_a_moment, in_a_second) = (at_once(back.clone(), 100), at_once(back, 1_000));
            assert!(in_a_moment <= 6 && in_a_second <= 12, "{in_a_moment} in a moment, {in_a_second} in a second");
        }
    }
}
