//! Reads the body of a request up to the size limit of the service. A longer body is received to
//! its end and discarded: a client that is still sending would otherwise see a closed connection
//! instead of the response.

use std::future::poll_fn;
use std::pin::Pin;

use axum::body::{Body, HttpBody};

use crate::api_error::ApiError;

/// The size limit of the service: 10 MiB.
const MAX_BYTES: usize = 10 * 1024 * 1024;

pub(super) async fn read(mut body: Body) -> Result<Vec<u8>, ApiError> {
    let mut bytes = Vec::new();
    let mut length = 0_usize;
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let frame = frame.map_err(|error| {
            ApiError::new("InvalidRequest", format!("cannot read the body: {error}"))
        })?;
        if let Ok(data) = frame.into_data() {
            length = length.saturating_add(data.len());
            if length <= MAX_BYTES {
                bytes.extend_from_slice(&data);
            }
        }
    }
    if length > MAX_BYTES {
        return Err(ApiError::new(
            "RequestSizeLimitExceeded",
            format!("the body has {length} bytes; the maximum is {MAX_BYTES}"),
        ));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[tokio::test]
    async fn a_body_of_exactly_the_maximum_size_is_accepted() {
        let body = read(Body::from(vec![b' '; MAX_BYTES])).await.unwrap();
        assert_eq!(body.len(), MAX_BYTES);
    }

    #[tokio::test]
    async fn a_body_above_the_maximum_size_is_refused() {
        let error = read(Body::from(vec![b' '; MAX_BYTES + 1])).await.unwrap_err();
        assert_eq!(error.code, "RequestSizeLimitExceeded");
    }
}
