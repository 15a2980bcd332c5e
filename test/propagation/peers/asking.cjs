// One request with these headers, its answer as JSON.
exports.ask = async (url, headers) => {
  const response = await fetch(url, { headers });
  return response.json();
};
