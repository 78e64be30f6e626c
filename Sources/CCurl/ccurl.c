#define _GNU_SOURCE
#include "ccurl.h"

#include <dlfcn.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

// --- What is used of curl/curl.h -----------------------------------------------------------------

typedef void CURL;
typedef int CURLcode;
struct curl_slist;

struct curl_sockaddr {
  int family;
  int socktype;
  int protocol;
  unsigned int addrlen;
  struct sockaddr addr;
};

// CURLoption: the kind of the argument (0 long, 10000 pointer, 20000 function, 30000 64-bit integer)
// plus a number.
enum {
  CURLOPT_WRITEDATA = 10001,
  CURLOPT_URL = 10002,
  CURLOPT_ERRORBUFFER = 10010,
  CURLOPT_WRITEFUNCTION = 20011,
  CURLOPT_USERAGENT = 10018,
  CURLOPT_HTTPHEADER = 10023,
  CURLOPT_HEADERDATA = 10029,
  CURLOPT_CAINFO = 10065,
  CURLOPT_HEADERFUNCTION = 20079,
  CURLOPT_NOSIGNAL = 99,
  CURLOPT_ACCEPT_ENCODING = 10102,
  CURLOPT_TIMEOUT_MS = 155,
  CURLOPT_OPENSOCKETFUNCTION = 20163,
  CURLOPT_OPENSOCKETDATA = 10164,
  CURLOPT_MAXFILESIZE_LARGE = 30117,
  CURLOPT_NOPROXY = 10177,
  CURLOPT_PROTOCOLS = 181,
  CURLOPT_DISALLOW_USERNAME_IN_URL = 278,
};

enum { CURLPROTO_HTTP = 1, CURLPROTO_HTTPS = 2 };
enum { CURL_GLOBAL_DEFAULT = 3 };
enum { CURLINFO_RESPONSE_CODE = 0x200000 + 2 };
enum { CURL_SOCKET_BAD = -1 };

enum {
  CURLE_OK = 0,
  CURLE_UNSUPPORTED_PROTOCOL = 1,
  CURLE_URL_MALFORMAT = 3,
  CURLE_COULDNT_RESOLVE_HOST = 6,
  CURLE_COULDNT_CONNECT = 7,
  CURLE_HTTP2 = 16,
  CURLE_PARTIAL_FILE = 18,
  CURLE_WRITE_ERROR = 23,
  CURLE_OUT_OF_MEMORY = 27,
  CURLE_OPERATION_TIMEDOUT = 28,
  CURLE_SSL_CONNECT_ERROR = 35,
  CURLE_GOT_NOTHING = 52,
  CURLE_SEND_ERROR = 55,
  CURLE_RECV_ERROR = 56,
  CURLE_PEER_FAILED_VERIFICATION = 60,
  CURLE_BAD_CONTENT_ENCODING = 61,
  CURLE_FILESIZE_EXCEEDED = 63,
  CURLE_SSL_CACERT_BADFILE = 77,
  CURLE_HTTP2_STREAM = 92,
};

struct ccurl_session {
  CURL *handle;
  CURLcode (*global_init)(long flags);
  const char *(*version)(void);
  CURL *(*easy_init)(void);
  void (*easy_reset)(CURL *);
  void (*easy_cleanup)(CURL *);
  CURLcode (*setopt)(CURL *, int option, ...);
  CURLcode (*perform)(CURL *);
  CURLcode (*getinfo)(CURL *, int info, ...);
  const char *(*text)(CURLcode);
  struct curl_slist *(*slist_append)(struct curl_slist *, const char *);
  void (*slist_free_all)(struct curl_slist *);
};

// --- Loading -------------------------------------------------------------------------------------

static bool find_functions(ccurl_session *session, void *library) {
  const struct {
    const char *name;
    void *place;
  } functions[] = {
      {"curl_global_init", &session->global_init},   {"curl_version", &session->version},
      {"curl_easy_init", &session->easy_init},       {"curl_easy_reset", &session->easy_reset},
      {"curl_easy_cleanup", &session->easy_cleanup}, {"curl_easy_setopt", &session->setopt},
      {"curl_easy_perform", &session->perform},      {"curl_easy_getinfo", &session->getinfo},
      {"curl_easy_strerror", &session->text},        {"curl_slist_append", &session->slist_append},
      {"curl_slist_free_all", &session->slist_free_all},
  };
  for (size_t index = 0; index < sizeof functions / sizeof *functions; index += 1) {
    void *address = dlsym(library, functions[index].name);
    if (address == NULL) return false;
    memcpy(functions[index].place, &address, sizeof address);
  }
  return true;
}

ccurl_session *ccurl_session_new(const char *const *names, size_t count) {
  ccurl_session *session = calloc(1, sizeof *session);
  if (session == NULL) return NULL;
  for (size_t index = 0; index < count; index += 1) {
    // Never closed again: libraries behind it leave handlers that run when the process ends.
    void *library = dlopen(names[index], RTLD_NOW | RTLD_LOCAL);
    if (library == NULL || !find_functions(session, library)) continue;
    if (session->global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) continue;
    session->handle = session->easy_init();
    if (session->handle != NULL) return session;
  }
  free(session);
  return NULL;
}

void ccurl_session_free(ccurl_session *session) {
  if (session == NULL) return;
  session->easy_cleanup(session->handle);
  free(session);
}

const char *ccurl_version(const ccurl_session *session) { return session->version(); }

// --- One exchange --------------------------------------------------------------------------------

struct exchange {
  const ccurl_request *request;
  ccurl_response *response;
  bool no_memory;
};

/// Appends to a buffer whose capacity is the power of two from 4,096 on that holds its length.
static bool append(uint8_t **bytes, size_t *length, const void *more, size_t count) {
  size_t capacity = *length == 0 ? 0 : 4096;
  while (capacity != 0 && capacity < *length) capacity *= 2;
  if (*length + count > capacity) {
    if (capacity == 0) capacity = 4096;
    while (capacity < *length + count) capacity *= 2;
    uint8_t *grown = realloc(*bytes, capacity);
    if (grown == NULL) return false;
    *bytes = grown;
  }
  memcpy(*bytes + *length, more, count);
  *length += count;
  return true;
}

static size_t take(
    struct exchange *exchange, uint8_t **bytes, size_t *length, size_t limit, const void *data,
    size_t count) {
  if (count == 0) return 0;
  if (count > limit - *length) {
    exchange->response->outcome = ccurl_too_large;
    return 0;
  }
  if (append(bytes, length, data, count)) return count;
  exchange->no_memory = true;
  return 0;
}

static size_t take_body(char *data, size_t size, size_t count, void *context) {
  struct exchange *exchange = context;
  ccurl_response *response = exchange->response;
  return take(
      exchange, &response->body, &response->body_length, exchange->request->max_body, data,
      size * count);
}

static size_t take_head(char *data, size_t size, size_t count, void *context) {
  struct exchange *exchange = context;
  ccurl_response *response = exchange->response;
  // Interim responses (RFC 9110 section 15.2) come before the final one.
  if (size * count > 5 && memcmp(data, "HTTP/", 5) == 0) response->head_length = 0;
  return take(
      exchange, &response->head, &response->head_length, CCURL_MAX_HEAD, data, size * count);
}

/// Judges the address that is really connected to, whatever its name resolved to before.
static int open_socket(void *context, int purpose, struct curl_sockaddr *address) {
  (void)purpose;
  struct exchange *exchange = context;
  ccurl_response *response = exchange->response;
  const uint8_t *bytes = NULL;
  size_t length = 0;
  if (address->family == AF_INET) {
    bytes = (const uint8_t *)&((const struct sockaddr_in *)&address->addr)->sin_addr;
    length = 4;
  } else if (address->family == AF_INET6) {
    bytes = (const uint8_t *)&((const struct sockaddr_in6 *)&address->addr)->sin6_addr;
    length = 16;
  }
  ccurl_accepts accepts = exchange->request->accepts;
  if (bytes == NULL || (accepts != NULL && !accepts(bytes, length))) {
    memcpy(response->refused, bytes == NULL ? (const uint8_t *)"" : bytes, length);
    response->refused_length = length;
    return CURL_SOCKET_BAD;
  }
#ifdef SOCK_CLOEXEC
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
#else
  return socket(address->family, address->socktype, address->protocol);
#endif
}

static ccurl_outcome outcome_of(CURLcode code, const struct exchange *exchange) {
  const ccurl_response *response = exchange->response;
  if (exchange->no_memory) return ccurl_no_memory;
  if (response->outcome == ccurl_too_large) return ccurl_too_large;
  switch (code) {
  case CURLE_OK: return ccurl_received;
  case CURLE_OUT_OF_MEMORY: return ccurl_no_memory;
  case CURLE_UNSUPPORTED_PROTOCOL:
  case CURLE_URL_MALFORMAT: return ccurl_bad_request;
  case CURLE_COULDNT_RESOLVE_HOST: return ccurl_no_host;
  case CURLE_COULDNT_CONNECT:
    return response->refused_length > 0 ? ccurl_refused_address : ccurl_no_connection;
  case CURLE_OPERATION_TIMEDOUT: return ccurl_timed_out;
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_CACERT_BADFILE: return ccurl_untrusted;
  case CURLE_HTTP2:
  case CURLE_PARTIAL_FILE:
  case CURLE_SSL_CONNECT_ERROR:
  case CURLE_GOT_NOTHING:
  case CURLE_SEND_ERROR:
  case CURLE_RECV_ERROR:
  case CURLE_HTTP2_STREAM: return ccurl_interrupted;
  case CURLE_FILESIZE_EXCEEDED: return ccurl_too_large;
  case CURLE_BAD_CONTENT_ENCODING: return ccurl_bad_encoding;
  default: return ccurl_failed;
  }
}

void ccurl_get(ccurl_session *session, const ccurl_request *request, ccurl_response *response) {
  memset(response, 0, sizeof *response);
  struct exchange exchange = {.request = request, .response = response};
  struct curl_slist *headers = NULL;
  for (size_t index = 0; index < request->header_count; index += 1) {
    struct curl_slist *longer = session->slist_append(headers, request->headers[index]);
    if (longer == NULL) {
      session->slist_free_all(headers);
      response->outcome = ccurl_no_memory;
      return;
    }
    headers = longer;
  }
  CURL *handle = session->handle;
  session->easy_reset(handle);
  CURLcode code = CURLE_OK;
// An option that an old library lacks must stop the request: each of them guards something.
#define SET(option, argument) \
  if (code == CURLE_OK) code = session->setopt(handle, option, argument)
  SET(CURLOPT_ERRORBUFFER, response->message);
  SET(CURLOPT_URL, request->url);
  SET(CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
  SET(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  // The address of a proxy says nothing of whom it would connect to.
  SET(CURLOPT_NOPROXY, "*");
  SET(CURLOPT_NOSIGNAL, 1L);
  SET(CURLOPT_TIMEOUT_MS, request->timeout_milliseconds);
  // What the server announces, compressed or not; what comes is counted when it comes.
  SET(CURLOPT_MAXFILESIZE_LARGE, (int64_t)request->max_body);
  SET(CURLOPT_USERAGENT, request->user_agent);
  SET(CURLOPT_HTTPHEADER, headers);
  // Empty: whatever the library can decode.
  SET(CURLOPT_ACCEPT_ENCODING, "");
  if (request->certificate_file != NULL) SET(CURLOPT_CAINFO, request->certificate_file);
  SET(CURLOPT_OPENSOCKETFUNCTION, open_socket);
  SET(CURLOPT_OPENSOCKETDATA, &exchange);
  SET(CURLOPT_HEADERFUNCTION, take_head);
  SET(CURLOPT_HEADERDATA, &exchange);
  SET(CURLOPT_WRITEFUNCTION, take_body);
  SET(CURLOPT_WRITEDATA, &exchange);
#undef SET
  if (code == CURLE_OK) code = session->perform(handle);
  session->getinfo(handle, CURLINFO_RESPONSE_CODE, &response->status);
  response->outcome = outcome_of(code, &exchange);
  if (response->outcome != ccurl_received && response->message[0] == 0) {
    strncpy(response->message, session->text(code), sizeof response->message - 1);
  }
  // Nothing that lives on may point into this call.
  session->easy_reset(handle);
  session->slist_free_all(headers);
}

void ccurl_response_free(ccurl_response *response) {
  free(response->head);
  free(response->body);
  memset(response, 0, sizeof *response);
}
