sub vcl_recv {
  if (req.method == "GET" && req.url ~ "^[^?]*\.(js|css|svg|png|woff2)$") {
    unset req.http.Cookie;
    return (hash);
  }
  return (pass);
}
sub vcl_backend_response {
  if (!bereq.uncacheable) { unset beresp.http.Set-Cookie; }
}
