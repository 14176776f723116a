// Drive a Dataverse organisation at a loopback address with the npm package `dynamics-web-api`, which
// nobody here wrote, and print what it saw as one JSON object.
//
//     NODE_PATH=.../node_modules node dynamics_web_api.cjs URL TENANT CLIENT_ID SECRET
"use strict";

const { DynamicsWebApi } = require("dynamics-web-api");

const [url, tenant, clientId, secret] = process.argv.slice(2);

/** A token by client credentials; the package leaves that to whoever uses it. */
async function token() {
  const body = new URLSearchParams({
    client_id: clientId,
    client_secret: secret,
    grant_type: "client_credentials",
    scope: `${url}/.default`,
  });
  const answer = await fetch(`${url}/${tenant}/oauth2/v2.0/token`, { method: "POST", body });
  return (await answer.json()).access_token;
}

/** What the package makes of a refused call. */
async function failure(work) {
  try {
    await work();
    return null;
  } catch (error) {
    return { status: error.status, code: error.code };
  }
}

async function rows(api) {
  const who = await api.callFunction("WhoAmI");
  const id = await api.create({
    collection: "accounts",
    data: { name: "Sluis & Zn. B.V.", accountnumber: "N1" },
  });
  const read = await api.retrieve({ collection: "accounts", key: id, select: ["name", "revenue"] });
  const changed = await api.update({
    collection: "accounts",
    key: id,
    data: { telephone1: "+31" },
    returnRepresentation: true,
    select: ["telephone1"],
  });
  const own = "11111111-2222-4333-8444-555555555555";
  const made = await api.upsert({
    collection: "accounts",
    key: own,
    data: { name: "Own id" },
    returnRepresentation: true,
  });
  const contact = await api.create({
    collection: "contacts",
    data: { lastname: "Jansen", "parentcustomerid_account@odata.bind": `/accounts(${id})` },
  });
  const expanded = await api.retrieve({
    collection: "accounts",
    key: id,
    select: ["name"],
    expand: [{ property: "contact_customer_accounts", select: ["lastname"] }],
  });
  const all = await api.retrieveAll({ collection: "accounts", select: ["name"], maxPageSize: 7 });
  const found = await api.retrieveMultiple({
    collection: "contacts",
    filter: `_parentcustomerid_value eq ${id}`,
    select: ["lastname"],
    includeAnnotations: "*",
    count: true,
  });
  // The package answers false where the version is another one (412).
  const stale = await api.update({
    collection: "accounts",
    key: id,
    data: { name: "x" },
    ifmatch: 'W/"1"',
  });
  await api.deleteRecord({ collection: "contacts", key: contact });
  return {
    user: who.UserId.length,
    read: read.name,
    changed: changed.telephone1,
    upserted: made.accountid === own,
    expanded: expanded.contact_customer_accounts.map((one) => one.lastname),
    pages: all.value.length,
    counted: [found.oDataCount, found.value[0].lastname],
    stale,
    gone: await failure(() => api.retrieve({ collection: "contacts", key: contact })),
    unknown: await failure(() => api.create({ collection: "accounts", data: { colour: "red" } })),
  };
}

async function batches(api) {
  api.startBatch();
  api.create({ collection: "contacts", data: { lastname: "First" }, contentId: "1" });
  api.create({
    collection: "accounts",
    data: { name: "Together", "primarycontactid@odata.bind": "$1" },
    returnRepresentation: true,
  });
  const [contact, account] = await api.executeBatch();
  api.startBatch();
  api.retrieve({ collection: "accounts", key: account.accountid, select: ["name"] });
  api.retrieveMultiple({ collection: "contacts", filter: "lastname eq 'First'" });
  const read = await api.executeBatch();
  api.startBatch();
  api.create({ collection: "accounts", data: { name: "Half" } });
  api.create({ collection: "accounts", data: { name: "n".repeat(161) } });
  const refused = await failure(() => api.executeBatch());
  const half = await api.retrieveMultiple({ collection: "accounts", filter: "name eq 'Half'" });
  const long = await api.retrieveMultiple({
    collection: "accounts",
    filter: Array.from({ length: 80 }, () => "accountnumber eq 'no such number'").join(" or "),
  });
  return {
    bound: account._primarycontactid_value === contact,
    read: [read[0].name, read[1].value.length],
    refused: refused !== null,
    half: half.value.length,
    long: long.value.length,
  };
}

async function sales(api) {
  const prices = await api.retrieveMultiple({ collection: "pricelevels", filter: "name eq 'Price list EUR'" });
  const customer = await api.create({ collection: "accounts", data: { name: "Buyer" } });
  const quote = await api.create({
    collection: "quotes",
    data: {
      name: "Offer",
      "customerid_account@odata.bind": `/accounts(${customer})`,
      "pricelevelid@odata.bind": `/pricelevels(${prices.value[0].pricelevelid})`,
    },
  });
  await api.create({
    collection: "quotedetails",
    data: {
      "quoteid@odata.bind": `/quotes(${quote})`,
      isproductoverridden: true,
      productdescription: "Training",
      quantity: 2,
      priceperunit: 125.5,
    },
  });
  await api.update({ collection: "quotes", key: quote, data: { statecode: 1, statuscode: 2 } });
  const revised = await api.callAction({
    actionName: "ReviseQuote",
    action: { QuoteId: quote, ColumnSet: { AllColumns: true } },
  });
  await api.update({ collection: "quotes", key: revised.quoteid, data: { statecode: 1, statuscode: 2 } });
  await api.callAction({
    actionName: "WinQuote",
    action: {
      Status: 4,
      QuoteClose: {
        "@odata.type": "Microsoft.Dynamics.CRM.quoteclose",
        subject: "Won",
        "quoteid@odata.bind": `/quotes(${revised.quoteid})`,
      },
    },
  });
  const won = await api.retrieve({ collection: "quotes", key: revised.quoteid });
  return [won.statecode, won.statuscode, won.revisionnumber, won.totalamount];
}

async function changes(api) {
  const first = await api.retrieveMultiple({
    collection: "accounts",
    select: ["name"],
    trackChanges: true,
  });
  const link = first.oDataDeltaLink || first["@odata.deltaLink"];
  await api.create({ collection: "accounts", data: { name: "After" } });
  const answer = await fetch(link, {
    headers: { Authorization: `Bearer ${await token()}`, Accept: "application/json" },
  });
  return (await answer.json()).value.map((one) => one.name);
}

async function main() {
  const api = new DynamicsWebApi({
    serverUrl: url,
    dataApi: { version: "9.2" },
    onTokenRefresh: token,
  });
  const seen = {
    rows: await rows(api),
    batches: await batches(api),
    sales: await sales(api),
    changes: await changes(api),
  };
  console.log(JSON.stringify(seen));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
