//! The requests that the simulator received: the latest of them, so that one that runs for weeks does not
//! fill the memory.

use std::collections::VecDeque;

use super::received_request::ReceivedRequest;

/// The greatest number of requests that are kept.
const MAX_REQUESTS: usize = 100_000;

/// The greatest sum of the bodies that are kept, in bytes.
const MAX_BYTES: usize = 256 << 20;

#[derive(Debug, Default)]
pub(crate) struct Received {
    latest: VecDeque<ReceivedRequest>,
    /// The sum of the bodies of the latest.
    bytes: usize,
    count: u64,
}

impl Received {
    /// Returns the number of requests so far, with those that are no longer kept.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    pub(crate) fn add(&mut self, request: ReceivedRequest) {
        self.count += 1;
        self.bytes += request.body.len();
        self.latest.push_back(request);
        while self.latest.len() > MAX_REQUESTS || (self.bytes > MAX_BYTES && self.latest.len() > 1)
        {
            let oldest = self.latest.pop_front();
            self.bytes -= oldest.map_or(0, |request| request.body.len());
        }
    }

    /// Returns the requests that are kept, the oldest first.
    pub(crate) fn latest(&self) -> Vec<ReceivedRequest> {
        self.latest.iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(number: usize, body: Vec<u8>) -> ReceivedRequest {
        ReceivedRequest {
            action: "CreateZone".into(),
            query: String::new(),
            headers: Vec::new(),
            body,
            request_id: number.to_string(),
            error: None,
            rule: None,
            executed: true,
            made_up: false,
        }
    }

    fn ids(received: &Received) -> (String, usize) {
        let latest = received.latest();
        (latest[0].request_id.clone(), latest.len())
    }

    #[test]
    fn the_latest_requests_are_kept_and_all_are_counted() {
        let mut received = Received::default();
        for number in 0..MAX_REQUESTS + 3 {
            received.add(request(number, Vec::new()));
        }
        assert_eq!(ids(&received), ("3".into(), MAX_REQUESTS));
        assert_eq!(received.count(), MAX_REQUESTS as u64 + 3);
    }

    #[test]
    fn large_bodies_make_place_for_newer_ones_and_the_last_is_always_kept() {
        let mut received = Received::default();
        for number in 0..3 {
            received.add(request(number, vec![0; MAX_BYTES / 2 + 1]));
        }
        assert_eq!(ids(&received), ("2".into(), 1));
        received.add(request(3, Vec::new()));
        assert_eq!(ids(&received), ("2".into(), 2));
    }
}
