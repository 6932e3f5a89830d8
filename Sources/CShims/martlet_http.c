#define _GNU_SOURCE
#include "martlet_http.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

// The functions that are used, as libcurl's header declares them.
struct martlet_curl {
  __typeof__(curl_global_init) *global_init;
  __typeof__(curl_easy_init) *easy_init;
  // The header's own macros check the types of options where they can.
  CURLcode (*easy_setopt)(CURL *handle, CURLoption option, ...);
  __typeof__(curl_easy_perform) *easy_perform;
  CURLcode (*easy_getinfo)(CURL *handle, CURLINFO information, ...);
  __typeof__(curl_easy_strerror) *easy_strerror;
  __typeof__(curl_easy_cleanup) *easy_cleanup;
};

static int load(struct martlet_curl *curl) {
  // The second is the same library with another cipher library under it.
  void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) library = dlopen("libcurl-gnutls.so.4", RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return -1;
  *(void **)&curl->global_init = dlsym(library, "curl_global_init");
  *(void **)&curl->easy_init = dlsym(library, "curl_easy_init");
  *(void **)&curl->easy_setopt = dlsym(library, "curl_easy_setopt");
  *(void **)&curl->easy_perform = dlsym(library, "curl_easy_perform");
  *(void **)&curl->easy_getinfo = dlsym(library, "curl_easy_getinfo");
  *(void **)&curl->easy_strerror = dlsym(library, "curl_easy_strerror");
  *(void **)&curl->easy_cleanup = dlsym(library, "curl_easy_cleanup");
  int is_whole = curl->global_init && curl->easy_init && curl->easy_setopt &&
                 curl->easy_perform && curl->easy_getinfo && curl->easy_strerror &&
                 curl->easy_cleanup;
  return is_whole && curl->global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? 0 : -1;
}

static size_t drop(char *bytes, size_t size, size_t count, void *context) {
  (void)bytes;
  (void)context;
  return size * count;
}

long martlet_http_get(
    const char *address, const char *agent, long timeout_seconds, char *problem, size_t length) {
  struct martlet_curl curl;
  CURL *handle = load(&curl) == 0 ? curl.easy_init() : NULL;
  if (handle == NULL) {
    snprintf(problem, length, "libcurl cannot be used here");
    return -1;
  }
  char detail[CURL_ERROR_SIZE] = "";
  curl.easy_setopt(handle, CURLOPT_URL, address);
  curl.easy_setopt(handle, CURLOPT_USERAGENT, agent);
  curl.easy_setopt(handle, CURLOPT_TIMEOUT, timeout_seconds);
  curl.easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl.easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 1L);
  curl.easy_setopt(handle, CURLOPT_MAXREDIRS, 5L);
  // Numbers and not the names of newer versions: Debian 11 has 7.74.
  curl.easy_setopt(handle, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
  curl.easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
  curl.easy_setopt(handle, CURLOPT_WRITEFUNCTION, drop);
  curl.easy_setopt(handle, CURLOPT_ERRORBUFFER, detail);
  CURLcode code = curl.easy_perform(handle);
  long status = -1;
  if (code == CURLE_OK) {
    curl.easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  } else {
    snprintf(problem, length, "%s", detail[0] ? detail : curl.easy_strerror(code));
  }
  curl.easy_cleanup(handle);
  return status;
}
