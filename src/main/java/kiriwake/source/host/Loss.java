package kiriwake.source.host;

import java.util.Locale;

/**
 * Something this host will not show of an attempt because of how it is set up, with how to change that.
 *
 * @param id stable: {@code pppd-debug-off}, {@code journal-volatile}, …
 * @param english what is lost and how to have it, one or two sentences
 */
public record Loss(String id, String english, String japanese) {

    /** In Japanese for a Japanese locale, else in English. */
    public String text(Locale locale) {
        return locale.getLanguage().equals("ja") ? japanese : english;
    }
}
