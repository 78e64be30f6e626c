#ifndef CCURL_H
#define CCURL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// libcurl, loaded at run time: one GET after the other, no redirects, no proxy, no cookies.
///
/// A program that never fetches never loads it. Only functions and numbers of libcurl's stable ABI
/// are used (since 7.85; older ones refuse what they do not know), so no header of it is needed.
typedef struct ccurl_session ccurl_session;

/// Loads libcurl from the first of `names` that is there; null if none is.
///
/// A session keeps connections alive between requests and is used by one thread at a time.
ccurl_session *ccurl_session_new(const char *const *names, size_t count);
void ccurl_session_free(ccurl_session *session);

/// The version of the library that was loaded, as it tells it; valid as long as the session.
const char *ccurl_version(const ccurl_session *session);

/// Whether a connection to an address is wanted: 4 bytes for IPv4, 16 for IPv6, network order.
typedef bool (*ccurl_accepts)(const uint8_t *address, size_t length);

typedef struct {
  const char *url;
  const char *user_agent;
  /// Complete header lines without line ends.
  const char *const *headers;
  size_t header_count;
  /// Certificates to trust instead of the library's own; null for those.
  const char *certificate_file;
  long timeout_milliseconds;
  /// Bytes of the body once decoded.
  size_t max_body;
  /// Asked for each address before a connection to it is opened; null accepts every one.
  ccurl_accepts accepts;
} ccurl_request;

typedef enum {
  ccurl_received,
  ccurl_no_memory,
  ccurl_bad_request,
  ccurl_no_host,
  ccurl_no_connection,
  ccurl_refused_address,
  ccurl_timed_out,
  ccurl_untrusted,
  ccurl_too_large,
  ccurl_interrupted,
  ccurl_bad_encoding,
  ccurl_failed,
} ccurl_outcome;

typedef struct {
  ccurl_outcome outcome;
  /// libcurl's own words where it failed, else empty.
  char message[256];
  long status;
  /// The header lines of the final response, its status line first, line ends included.
  uint8_t *head;
  size_t head_length;
  uint8_t *body;
  size_t body_length;
  /// The last address that was not accepted.
  uint8_t refused[16];
  size_t refused_length;
} ccurl_response;

/// Bytes of header lines that a response may have.
#define CCURL_MAX_HEAD ((size_t)256 << 10)

/// Performs one GET. The response must be freed.
void ccurl_get(ccurl_session *session, const ccurl_request *request, ccurl_response *response);
void ccurl_response_free(ccurl_response *response);

#endif
