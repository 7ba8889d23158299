package kiriwake.decode;

import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import kiriwake.bytes.Bytes;
import kiriwake.net.Ip;
import kiriwake.wire.Content;
import kiriwake.wire.DecodedPacket;
import kiriwake.wire.PlainEsp;
import kiriwake.wire.ike.IkeMessage;
import kiriwake.wire.l2tp.L2tpMessage;
import kiriwake.wire.ppp.PppFrame;

/** Writes packets as NDJSON: one object a line, a field that does not apply left out. */
public final class NdjsonWriter implements AutoCloseable {
    private final JsonLines json;

    /** Writes to {@code out} in large pieces; {@link #close} writes the last one and leaves the stream open. */
    public NdjsonWriter(OutputStream out) {
        json = new JsonLines(out);
    }

    /** Throws {@link java.io.UncheckedIOException} when the output is gone. */
    public void write(DecodedPacket packet) {
        start(packet.number(), packet.nanos(), packet.length(), packet.captured());
        ends(packet.source(), packet.destination());
        ports(packet.sourcePort(), packet.destinationPort());
        content(packet.content());
        if (!packet.reassembledFrom().isEmpty()) {
            json.openList(Field.REASSEMBLED_FROM);
            for (long number : packet.reassembledFrom()) {
                json.unsignedElement(number);
            }
            json.closeList();
        }
        end(packet.malformed());
    }

    /** The same as {@link #write} for the bulk of a capture, an ESP packet without keys. */
    public void plain(PlainEsp esp) {
        start(esp.number(), esp.nanos(), esp.length(), esp.captured());
        json.address(Field.SRC, esp.source());
        json.address(Field.DST, esp.destination());
        if (esp.isEncapsulated()) {
            json.number(Field.SPORT, esp.sourcePort());
            json.number(Field.DPORT, esp.destinationPort());
        }
        json.words(Field.PROTO, "esp");
        json.open(Field.ESP);
        json.hex(Field.SPI, esp.spi(), 8);
        json.number(Field.SEQ, esp.sequence());
        json.close();
        end(false);
    }

    private void start(long number, long nanos, int length, int captured) {
        json.openLine();
        json.number(Field.N, number);
        json.quotedNumber(Field.T, nanos);
        json.number(Field.LEN, length);
        if (captured < length) {
            json.number(Field.CAP_LEN, captured);
        }
    }

    private void end(boolean malformed) {
        json.flag(Field.MALFORMED, malformed);
        json.close();
        json.endLine();
    }

    private void ends(Optional<Ip> source, Optional<Ip> destination) {
        address(Field.SRC, source);
        address(Field.DST, destination);
    }

    private void address(Field field, Optional<Ip> ip) {
        if (ip.isPresent()) {
            json.address(field, ip.get());
        }
    }

    private void ports(Optional<Integer> source, Optional<Integer> destination) {
        number(Field.SPORT, source);
        number(Field.DPORT, destination);
    }

    private void number(Field field, Optional<Integer> value) {
        if (value.isPresent()) {
            json.number(field, value.get());
        }
    }

    private void wireText(Field field, Optional<Bytes> value) {
        if (value.isPresent()) {
            json.wireText(field, value.get());
        }
    }

    private void octets(Field field, Optional<Bytes> value) {
        if (value.isPresent()) {
            json.octets(field, value.get());
        }
    }

    private void content(Content content) {
        switch (content) {
            case Content.Ike ike -> {
                json.words(Field.PROTO, "isakmp");
                json.open(Field.IKE);
                ike(ike);
                json.close();
            }
            case Content.Keepalive keepalive -> json.words(Field.PROTO, "nat-keepalive");
            case Content.Esp esp -> esp(esp);
            case Content.L2tp l2tp -> {
                json.words(Field.PROTO, "l2tp");
                json.open(Field.L2TP);
                l2tp(l2tp.message());
                json.close();
                if (l2tp.ppp().isPresent()) {
                    json.open(Field.PPP);
                    ppp(l2tp.ppp().get());
                    json.close();
                }
            }
            case Content.Ppp ppp -> {
                json.words(Field.PROTO, "ppp");
                json.open(Field.PPP);
                ppp(ppp.frame());
                json.close();
            }
            case Content.Icmp icmp -> icmp(icmp);
            case Content.Fragment fragment -> {
                json.words(Field.PROTO, "frag");
                json.open(Field.FRAG);
                json.hex(Field.ID, fragment.id(), fragment.v6() ? 8 : 4);
                json.number(Field.OFFSET, fragment.offset());
                json.flag(Field.MORE, fragment.more());
                json.number(Field.PROTOCOL, fragment.protocol());
                json.close();
            }
        }
    }

    // --- IKE

    private void ike(Content.Ike ike) {
        json.flag(Field.NAT_T, ike.natT());
        IkeMessage message = ike.message();
        if (message.start().isEmpty()) {
            return;
        }
        IkeMessage.Header header = message.start().get();
        header(header);
        if (!header.isWhole() || header.major() != 1 && header.major() != 2) {
            return;
        }
        json.openList(Field.PAYLOADS);
        for (int type : message.payloads()) {
            json.unsignedElement(type);
        }
        json.closeList();
        boolean one = header.major() == 1;
        transforms(message.transforms(), one);
        if (!message.notifies().isEmpty()) {
            json.openList(Field.NOTIFY);
            for (IkeMessage.Notify notify : message.notifies()) {
                json.openElement();
                json.number(Field.PROTOCOL, notify.protocol());
                json.number(Field.TYPE, notify.type());
                json.words(Field.SPI, notify.spi());
                json.octets(Field.DATA, notify.data());
                json.close();
            }
            json.closeList();
        }
        if (!message.deletes().isEmpty()) {
            json.openList(Field.DELETE);
            for (IkeMessage.Delete delete : message.deletes()) {
                json.openElement();
                json.number(Field.PROTOCOL, delete.protocol());
                json.openList(Field.SPIS);
                for (String spi : delete.spis()) {
                    json.wordsElement(spi);
                }
                json.closeList();
                json.close();
            }
            json.closeList();
        }
        hexList(Field.VENDOR_IDS, message.vendorIds());
        ids(message.ids());
        hexList(Field.NAT_D, message.natD());
        if (message.keyExchange().isPresent()) {
            json.number(Field.KE_LEN, message.keyExchange().get().length());
            if (message.keyExchange().get().group() >= 0) {
                json.number(Field.KE_GROUP, message.keyExchange().get().group());
            }
        }
        number(Field.NONCE_LEN, message.nonceLength());
        if (message.fragment().isPresent()) {
            IkeMessage.Fragment fragment = message.fragment().get();
            json.open(Field.FRAGMENT);
            if (one) {
                json.number(Field.ID, fragment.id());
            }
            json.number(Field.NUMBER, fragment.number());
            if (one) {
                json.flag(Field.LAST, fragment.last());
            } else {
                json.number(Field.TOTAL, fragment.total());
            }
            json.close();
        }
    }

    /** Of a header that the capture cut, the fields that are there. */
    private void header(IkeMessage.Header header) {
        int captured = header.captured();
        boolean known = header.major() == 1 || header.major() == 2;
        if (captured >= 8) {
            json.words(Field.SPI_I, header.initiatorSpi());
        }
        if (captured >= 16) {
            json.words(Field.SPI_R, header.responderSpi());
        }
        if (captured >= 17) {
            json.number(Field.NEXT_PAYLOAD, header.nextPayload());
        }
        if (captured >= 18) {
            json.words(Field.VERSION, header.major() + "." + header.minor());
        }
        if (captured >= 19 && known) {
            json.number(Field.EXCHANGE, header.exchange());
        }
        if (captured >= 20) {
            json.number(Field.FLAGS, header.flags());
        }
        if (captured >= 24) {
            json.hex(Field.MSGID, header.messageId(), 8);
        }
        if (captured >= 28) {
            json.number(Field.LENGTH, header.length());
        }
    }

    private void transforms(List<IkeMessage.Transform> transforms, boolean one) {
        if (transforms.isEmpty()) {
            return;
        }
        json.openList(Field.TRANSFORMS);
        for (IkeMessage.Transform transform : transforms) {
            json.openElement();
            json.number(Field.PROPOSAL, transform.proposal());
            json.number(Field.PROTOCOL, transform.protocol());
            json.words(Field.SPI, transform.spi());
            json.number(one ? Field.NUMBER : Field.TYPE, transform.number());
            json.number(Field.ID, transform.id());
            json.openList(Field.ATTRS);
            for (IkeMessage.Attribute attribute : transform.attributes()) {
                json.openListElement();
                json.unsignedElement(attribute.type());
                if (attribute.number().isPresent()) {
                    json.unsignedElement(attribute.number().get());
                } else {
                    json.octetsElement(attribute.octets());
                }
                json.closeList();
            }
            json.closeList();
            json.close();
        }
        json.closeList();
    }

    private void hexList(Field field, List<Bytes> values) {
        if (values.isEmpty()) {
            return;
        }
        json.openList(field);
        for (Bytes value : values) {
            json.octetsElement(value);
        }
        json.closeList();
    }

    private void ids(List<IkeMessage.Id> ids) {
        if (ids.isEmpty()) {
            return;
        }
        json.openList(Field.ID);
        for (IkeMessage.Id id : ids) {
            json.openElement();
            json.number(Field.PAYLOAD, id.payload());
            json.number(Field.TYPE, id.type());
            if (id.protocol() >= 0) {
                json.number(Field.PROTOCOL, id.protocol());
                json.number(Field.PORT, id.port());
            }
            json.octets(Field.DATA, id.data());
            json.close();
        }
        json.closeList();
    }

    // --- the others

    private void esp(Content.Esp esp) {
        json.words(Field.PROTO, "esp");
        json.open(Field.ESP);
        if (esp.spi().isPresent()) {
            json.hex(Field.SPI, esp.spi().get(), 8);
        }
        if (esp.sequence().isPresent()) {
            json.number(Field.SEQ, esp.sequence().get());
        }
        if (esp.decrypted().isPresent()) {
            json.flag(Field.DECRYPTED, esp.decrypted().get());
        }
        if (esp.authentic().isPresent()) {
            json.words(Field.AUTH, esp.authentic().get() ? "good" : "bad");
        }
        number(Field.NEXT_HEADER, esp.nextHeader());
        json.close();
        if (esp.inner().isPresent()) {
            Content.Inner inner = esp.inner().get();
            json.open(Field.INNER);
            ends(inner.source(), inner.destination());
            ports(inner.sourcePort(), inner.destinationPort());
            if (inner.content().isPresent()) {
                content(inner.content().get());
                json.flag(Field.MALFORMED, inner.malformed());
            }
            json.close();
        }
    }

    private void l2tp(L2tpMessage message) {
        if (message.version().isEmpty()) {
            return;
        }
        json.number(Field.VERSION, message.version().get());
        json.words(Field.TYPE, message.control() ? "control" : "data");
        number(Field.LENGTH, message.length());
        number(Field.TUNNEL, message.tunnel());
        number(Field.SESSION, message.session());
        number(Field.NS, message.ns());
        number(Field.NR, message.nr());
        number(Field.OFFSET, message.offset());
        if (!message.control() || message.version().get() != 2) {
            return;
        }
        json.openList(Field.AVPS);
        for (L2tpMessage.Avp avp : message.avps()) {
            json.openElement();
            json.flag(Field.M, avp.mandatory());
            json.flag(Field.H, avp.hidden());
            json.number(Field.VENDOR, avp.vendor());
            json.number(Field.TYPE, avp.type());
            json.octets(Field.VALUE, avp.value());
            json.close();
        }
        json.closeList();
        if (!message.avps().isEmpty()) {
            number(Field.MSG_TYPE, message.messageType());
        }
        number(Field.RESULT_CODE, message.resultCode());
        number(Field.ERROR_CODE, message.errorCode());
        wireText(Field.ERROR_MSG, message.errorMessage());
    }

    private void ppp(PppFrame frame) {
        if (frame.protocol().isPresent()) {
            json.hex(Field.PROTOCOL, frame.protocol().get(), 4);
        }
        number(Field.CODE, frame.code());
        number(Field.ID, frame.id());
        number(Field.LENGTH, frame.length());
        if (frame.options().isPresent()) {
            json.openList(Field.OPTIONS);
            for (PppFrame.Option option : frame.options().get()) {
                json.openElement();
                json.number(Field.TYPE, option.type());
                json.octets(Field.VALUE, option.value());
                json.close();
            }
            json.closeList();
        }
        if (frame.rejectedProtocol().isPresent()) {
            json.hex(Field.REJECTED_PROTOCOL, frame.rejectedProtocol().get(), 4);
        }
        if (frame.magic().isPresent()) {
            json.hex(Field.MAGIC, frame.magic().get(), 8);
        }
        wireText(Field.MESSAGE, frame.message());
        octets(Field.DATA, frame.data());
        wireText(Field.NAME, frame.name());
        number(Field.PASSWORD_LEN, frame.passwordLength());
        octets(Field.VALUE, frame.value());
    }

    private void icmp(Content.Icmp icmp) {
        json.words(Field.PROTO, "icmp");
        json.open(Field.ICMP);
        json.number(Field.TYPE, icmp.type());
        json.number(Field.CODE, icmp.code());
        if (icmp.mtu().isPresent()) {
            json.number(Field.MTU, icmp.mtu().get());
        }
        address(Field.ORIG_SRC, icmp.quotedSource());
        address(Field.ORIG_DST, icmp.quotedDestination());
        json.number(Field.ORIG_PROTO, icmp.quotedProtocol());
        number(Field.ORIG_SPORT, icmp.quotedSourcePort());
        number(Field.ORIG_DPORT, icmp.quotedDestinationPort());
        if (icmp.quotedSpi().isPresent()) {
            json.hex(Field.ORIG_SPI, icmp.quotedSpi().get(), 8);
        }
        json.close();
    }

    @Override
    public void close() {
        json.flush();
    }
}
