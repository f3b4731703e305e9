#include "server/store/chain.hpp"

#include "platform/entropy.hpp"

namespace saduak::server {
namespace {

void add(std::string& data, std::string_view field)
{
    for (int shift = 24; shift >= 0; shift -= 8) data += static_cast<char>((field.size() >> shift) & 0xFF);
    data += field;
}

}  // namespace

std::string chain_hash(std::string_view previous, StoredEvent const& row)
{
    std::string data;
    data.reserve(row.body.size() + 400);
    add(data, previous);
    add(data, row.site.str());
    add(data, std::to_string(row.seq));
    add(data, std::to_string(row.event.at.ms));
    add(data, domain::type_name(row.event.body));
    add(data, row.event.ticket.str());
    add(data, row.event.service.str());
    add(data, row.event.counter.str());
    add(data, row.event.agent.str());
    add(data, row.event.device.str());
    add(data, row.stream ? row.stream->stream.str() : "");
    add(data, row.stream ? std::to_string(row.stream->n) : "");
    add(data, row.body);
    return platform::sha256_hex(data);
}

}  // namespace saduak::server
