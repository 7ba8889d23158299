package kiriwake.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import kiriwake.bytes.Bytes;
import kiriwake.wire.Content;
import kiriwake.wire.DecodedPacket;
import kiriwake.wire.PlainEsp;
import kiriwake.wire.ike.IkeMessage;
import kiriwake.wire.l2tp.L2tpMessage;
import kiriwake.wire.ppp.PppFrame;

/** Writes packets as NDJSON: one object a line, a field that does not apply left out. */
public final class NdjsonWriter implements AutoCloseable {
    private static final String DIGITS = "0123456789abcdef";

    private final JsonGenerator json;
    private final PlainEspLine plainLine = new PlainEspLine();

    public NdjsonWriter(OutputStream out) {
        try {
            json = new JsonFactory()
                    .createGenerator(out)
                    .disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT)
                    .setRootValueSeparator(null);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Throws {@link UncheckedIOException} when the output is gone. */
    public void write(DecodedPacket packet) {
        try {
            json.writeStartObject();
            json.writeNumberField("n", packet.number());
            json.writeStringField("t", Long.toString(packet.nanos()));
            json.writeNumberField("len", packet.length());
            if (packet.captured() < packet.length()) {
                json.writeNumberField("cap_len", packet.captured());
            }
            ends(packet.source().map(Object::toString), packet.destination().map(Object::toString));
            ports(packet.sourcePort(), packet.destinationPort());
            content(packet.content());
            if (!packet.reassembledFrom().isEmpty()) {
                json.writeArrayFieldStart("reassembled_from");
                for (long number : packet.reassembledFrom()) {
                    json.writeNumber(number);
                }
                json.writeEndArray();
            }
            json.writeBooleanField("malformed", packet.malformed());
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The same as {@link #write} for the bulk of a capture, an ESP packet without keys. */
    public void plain(PlainEsp esp) {
        try {
            plainLine.write(esp, json);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void ends(Optional<String> source, Optional<String> destination) throws IOException {
        text("src", source);
        text("dst", destination);
    }

    private void ports(Optional<Integer> source, Optional<Integer> destination) throws IOException {
        number("sport", source);
        number("dport", destination);
    }

    private void text(String field, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(field, value.get());
        }
    }

    private void number(String field, Optional<Integer> value) throws IOException {
        if (value.isPresent()) {
            json.writeNumberField(field, value.get());
        }
    }

    private void wireText(String field, Optional<Bytes> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(field, WireText.of(value.get()));
        }
    }

    /** {@code 0x} and lower-case hex of so many digits. */
    static String hex(long value, int digits) {
        var text = new char[digits + 2];
        text[0] = '0';
        text[1] = 'x';
        long rest = value;
        for (int i = digits + 1; i > 1; i--) {
            text[i] = DIGITS.charAt((int) (rest & 15));
            rest >>>= 4;
        }
        return new String(text);
    }

    private void content(Content content) throws IOException {
        switch (content) {
            case Content.Ike ike -> {
                json.writeStringField("proto", "isakmp");
                json.writeObjectFieldStart("ike");
                ike(ike);
                json.writeEndObject();
            }
            case Content.Keepalive keepalive -> json.writeStringField("proto", "nat-keepalive");
            case Content.Esp esp -> esp(esp);
            case Content.L2tp l2tp -> {
                json.writeStringField("proto", "l2tp");
                json.writeObjectFieldStart("l2tp");
                l2tp(l2tp.message());
                json.writeEndObject();
                if (l2tp.ppp().isPresent()) {
                    json.writeObjectFieldStart("ppp");
                    ppp(l2tp.ppp().get());
                    json.writeEndObject();
                }
            }
            case Content.Ppp ppp -> {
                json.writeStringField("proto", "ppp");
                json.writeObjectFieldStart("ppp");
                ppp(ppp.frame());
                json.writeEndObject();
            }
            case Content.Icmp icmp -> icmp(icmp);
            case Content.Fragment fragment -> {
                json.writeStringField("proto", "frag");
                json.writeObjectFieldStart("frag");
                json.writeStringField("id", hex(fragment.id(), fragment.v6() ? 8 : 4));
                json.writeNumberField("offset", fragment.offset());
                json.writeBooleanField("more", fragment.more());
                json.writeNumberField("protocol", fragment.protocol());
                json.writeEndObject();
            }
        }
    }

    // --- IKE

    private void ike(Content.Ike ike) throws IOException {
        json.writeBooleanField("nat_t", ike.natT());
        IkeMessage message = ike.message();
        if (message.start().isEmpty()) {
            return;
        }
        IkeMessage.Header header = message.start().get();
        header(header);
        if (!header.isWhole() || header.major() != 1 && header.major() != 2) {
            return;
        }
        json.writeArrayFieldStart("payloads");
        for (int type : message.payloads()) {
            json.writeNumber(type);
        }
        json.writeEndArray();
        boolean one = header.major() == 1;
        transforms(message.transforms(), one);
        if (!message.notifies().isEmpty()) {
            json.writeArrayFieldStart("notify");
            for (IkeMessage.Notify notify : message.notifies()) {
                json.writeStartObject();
                json.writeNumberField("protocol", notify.protocol());
                json.writeNumberField("type", notify.type());
                json.writeStringField("spi", notify.spi());
                json.writeStringField("data", notify.data().hex());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        if (!message.deletes().isEmpty()) {
            json.writeArrayFieldStart("delete");
            for (IkeMessage.Delete delete : message.deletes()) {
                json.writeStartObject();
                json.writeNumberField("protocol", delete.protocol());
                json.writeArrayFieldStart("spis");
                for (String spi : delete.spis()) {
                    json.writeString(spi);
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        hexList("vendor_ids", message.vendorIds());
        ids(message.ids());
        hexList("nat_d", message.natD());
        if (message.keyExchange().isPresent()) {
            json.writeNumberField("ke_len", message.keyExchange().get().length());
            if (message.keyExchange().get().group() >= 0) {
                json.writeNumberField("ke_group", message.keyExchange().get().group());
            }
        }
        number("nonce_len", message.nonceLength());
        if (message.fragment().isPresent()) {
            IkeMessage.Fragment fragment = message.fragment().get();
            json.writeObjectFieldStart("fragment");
            if (one) {
                json.writeNumberField("id", fragment.id());
            }
            json.writeNumberField("number", fragment.number());
            if (one) {
                json.writeBooleanField("last", fragment.last());
            } else {
                json.writeNumberField("total", fragment.total());
            }
            json.writeEndObject();
        }
    }

    /** Of a header that the capture cut, the fields that are there. */
    private void header(IkeMessage.Header header) throws IOException {
        int captured = header.captured();
        boolean known = header.major() == 1 || header.major() == 2;
        if (captured >= 8) {
            json.writeStringField("spi_i", header.initiatorSpi());
        }
        if (captured >= 16) {
            json.writeStringField("spi_r", header.responderSpi());
        }
        if (captured >= 17) {
            json.writeNumberField("next_payload", header.nextPayload());
        }
        if (captured >= 18) {
            json.writeStringField("version", header.major() + "." + header.minor());
        }
        if (captured >= 19 && known) {
            json.writeNumberField("exchange", header.exchange());
        }
        if (captured >= 20) {
            json.writeNumberField("flags", header.flags());
        }
        if (captured >= 24) {
            json.writeStringField("msgid", hex(header.messageId(), 8));
        }
        if (captured >= 28) {
            json.writeNumberField("length", header.length());
        }
    }

    private void transforms(List<IkeMessage.Transform> transforms, boolean one) throws IOException {
        if (transforms.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("transforms");
        for (IkeMessage.Transform transform : transforms) {
            json.writeStartObject();
            json.writeNumberField("proposal", transform.proposal());
            json.writeNumberField("protocol", transform.protocol());
            json.writeStringField("spi", transform.spi());
            json.writeNumberField(one ? "number" : "type", transform.number());
            json.writeNumberField("id", transform.id());
            json.writeArrayFieldStart("attrs");
            for (IkeMessage.Attribute attribute : transform.attributes()) {
                json.writeStartArray();
                json.writeNumber(attribute.type());
                if (attribute.number().isPresent()) {
                    json.writeNumber(new java.math.BigInteger(
                            Long.toUnsignedString(attribute.number().get())));
                } else {
                    json.writeString(attribute.octets().hex());
                }
                json.writeEndArray();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void hexList(String field, List<Bytes> values) throws IOException {
        if (values.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart(field);
        for (Bytes value : values) {
            json.writeString(value.hex());
        }
        json.writeEndArray();
    }

    private void ids(List<IkeMessage.Id> ids) throws IOException {
        if (ids.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("id");
        for (IkeMessage.Id id : ids) {
            json.writeStartObject();
            json.writeNumberField("payload", id.payload());
            json.writeNumberField("type", id.type());
            if (id.protocol() >= 0) {
                json.writeNumberField("protocol", id.protocol());
                json.writeNumberField("port", id.port());
            }
            json.writeStringField("data", id.data().hex());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    // --- the others

    private void esp(Content.Esp esp) throws IOException {
        json.writeStringField("proto", "esp");
        json.writeObjectFieldStart("esp");
        if (esp.spi().isPresent()) {
            json.writeStringField("spi", hex(esp.spi().get(), 8));
        }
        if (esp.sequence().isPresent()) {
            json.writeNumberField("seq", esp.sequence().get());
        }
        if (esp.decrypted().isPresent()) {
            json.writeBooleanField("decrypted", esp.decrypted().get());
        }
        if (esp.authentic().isPresent()) {
            json.writeStringField("auth", esp.authentic().get() ? "good" : "bad");
        }
        number("next_header", esp.nextHeader());
        json.writeEndObject();
        if (esp.inner().isPresent()) {
            Content.Inner inner = esp.inner().get();
            json.writeObjectFieldStart("inner");
            ends(inner.source().map(Object::toString), inner.destination().map(Object::toString));
            ports(inner.sourcePort(), inner.destinationPort());
            if (inner.content().isPresent()) {
                content(inner.content().get());
                json.writeBooleanField("malformed", inner.malformed());
            }
            json.writeEndObject();
        }
    }

    private void l2tp(L2tpMessage message) throws IOException {
        if (message.version().isEmpty()) {
            return;
        }
        json.writeNumberField("version", message.version().get());
        json.writeStringField("type", message.control() ? "control" : "data");
        number("length", message.length());
        number("tunnel", message.tunnel());
        number("session", message.session());
        number("ns", message.ns());
        number("nr", message.nr());
        number("offset", message.offset());
        if (!message.control() || message.version().get() != 2) {
            return;
        }
        json.writeArrayFieldStart("avps");
        for (L2tpMessage.Avp avp : message.avps()) {
            json.writeStartObject();
            json.writeBooleanField("m", avp.mandatory());
            json.writeBooleanField("h", avp.hidden());
            json.writeNumberField("vendor", avp.vendor());
            json.writeNumberField("type", avp.type());
            json.writeStringField("value", avp.value().hex());
            json.writeEndObject();
        }
        json.writeEndArray();
        if (!message.avps().isEmpty()) {
            number("msg_type", message.messageType());
        }
        number("result_code", message.resultCode());
        number("error_code", message.errorCode());
        wireText("error_msg", message.errorMessage());
    }

    private void ppp(PppFrame frame) throws IOException {
        if (frame.protocol().isPresent()) {
            json.writeStringField("protocol", hex(frame.protocol().get(), 4));
        }
        number("code", frame.code());
        number("id", frame.id());
        number("length", frame.length());
        if (frame.options().isPresent()) {
            json.writeArrayFieldStart("options");
            for (PppFrame.Option option : frame.options().get()) {
                json.writeStartObject();
                json.writeNumberField("type", option.type());
                json.writeStringField("value", option.value().hex());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        text("rejected_protocol", frame.rejectedProtocol().map(protocol -> hex(protocol, 4)));
        text("magic", frame.magic().map(magic -> hex(magic, 8)));
        wireText("message", frame.message());
        text("data", frame.data().map(Bytes::hex));
        wireText("name", frame.name());
        number("password_len", frame.passwordLength());
        text("value", frame.value().map(Bytes::hex));
    }

    private void icmp(Content.Icmp icmp) throws IOException {
        json.writeStringField("proto", "icmp");
        json.writeObjectFieldStart("icmp");
        json.writeNumberField("type", icmp.type());
        json.writeNumberField("code", icmp.code());
        if (icmp.mtu().isPresent()) {
            json.writeNumberField("mtu", icmp.mtu().get());
        }
        text("orig_src", icmp.quotedSource().map(Object::toString));
        text("orig_dst", icmp.quotedDestination().map(Object::toString));
        json.writeNumberField("orig_proto", icmp.quotedProtocol());
        number("orig_sport", icmp.quotedSourcePort());
        number("orig_dport", icmp.quotedDestinationPort());
        text("orig_spi", icmp.quotedSpi().map(spi -> hex(spi, 8)));
        json.writeEndObject();
    }

    /** Closes the stream. */
    @Override
    public void close() throws IOException {
        json.close();
    }
}
